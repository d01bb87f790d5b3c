"""Threat 32: making somebody use a session, or a sign-in, that the attacker knows."""

import pytest
from sqlalchemy import select

from idp.infrastructure.ids import digest
from idp.sessions import SsoSession
from idp.sessions.web import others_cookie_name, session_cookie_name
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, other_tokens, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import PageClient

pytestmark = pytest.mark.threat(32)
PRESET = "a-value-that-the-attacker-knows"
KNOWN = "another-value-that-the-attacker-knows"


def preset_cookie(client: PageClient, value: str) -> None:
    client.set_cookie(session_cookie_name(is_https=True), value, domain="id.example.test", secure=True)


def cookie(client: PageClient) -> str | None:
    held = client.get_cookie(session_cookie_name(is_https=True), domain="id.example.test")
    return held.value if held else None


def test_a_preset_cookie_is_never_taken_over(client, database, person):
    preset_cookie(client, PRESET)

    try_password(client, person.email, PASSWORD)

    assert cookie(client) not in {None, PRESET}
    assert database.one(select(SsoSession.token_hash)) == digest(cookie(client))


def test_a_preset_session_of_the_attacker_stays_the_attackers(app, client, database, person):
    attacker = create_account(database)
    attackers = create_session(database, attacker, PRESET)
    preset_cookie(client, PRESET)

    page = client.get(create_relying_party(database, client).authorize(prompt="login").location)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    client.submit(page, {"password": PASSWORD}, form=1)

    own = database.one(select(SsoSession).where(SsoSession.account_id == person.id))
    assert own.id != attackers.id
    assert own.token_hash == digest(cookie(client)) != digest(PRESET)
    # It stands beside, where its own person is named; nothing of the victim's can be reached with it.
    attackers_browser = app.test_client()
    preset_cookie(attackers_browser, PRESET)
    text = attackers_browser.get("/account").text
    assert attacker.name in text
    assert person.name not in text


@pytest.mark.parametrize("value", [PRESET, f"{PRESET}.{PRESET}", f"{'x' * 43}.{PRESET}"])
def test_a_preset_value_among_the_others_is_never_taken_over(client, database, person, value):
    client.set_cookie(others_cookie_name(is_https=True), value, domain="id.example.test", secure=True)

    try_password(client, person.email, PASSWORD)

    assert database.one(select(SsoSession.token_hash)) == digest(cookie(client))
    assert other_tokens(client) == []


def test_the_session_beside_renewed_by_its_person_is_worthless_to_who_knew_it(app, client, database, person):
    sign_in(client, database, create_account(database))
    beside = create_session(database, person, KNOWN)
    client.set_cookie(others_cookie_name(is_https=True), KNOWN, domain="id.example.test", secure=True)

    try_password(client, person.email, PASSWORD, account="other")

    thief = app.test_client()
    preset_cookie(thief, KNOWN)
    assert thief.get("/").location.startswith("/signin")
    assert cookie(client) != KNOWN
    assert database.one(select(SsoSession.id).where(SsoSession.account_id == person.id)) == beside.id


def test_signing_in_again_makes_the_old_cookie_worthless(app, client, database, person):
    rp = create_relying_party(database, client)
    session = sign_in(client, database, person)
    stolen = cookie(client)
    page = client.get(rp.authorize(prompt="login").location)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    client.submit(page, {"password": PASSWORD}, form=1)

    thief = app.test_client()
    preset_cookie(thief, stolen)

    assert cookie(client) != stolen
    assert thief.get("/").location.startswith("/signin")
    # Relying parties know the session by its id, and its person is the same.
    assert database.one(select(SsoSession.id)) == session.id


def test_the_address_of_a_sign_in_is_worth_nothing_in_another_browser(app, client, database, person):
    location = create_relying_party(database, client).authorize().location
    victim = app.test_client()

    page = victim.get(location, follow_redirects=True)

    assert page.status_code == 403
    assert "https://shop.example.test/" in page.text


@pytest.mark.parametrize("step", ["", "/password", "/account", "/not-you"])
def test_no_step_of_a_foreign_sign_in_can_be_posted(app, client, database, person, step):
    location = create_relying_party(database, client).authorize().location
    victim = app.test_client()
    own_form = victim.get("/signin", follow_redirects=True)
    token = own_form.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]

    answer = victim.post(
        f"{location}{step}",
        data={"csrf_token": token, "email": person.email, "password": PASSWORD, "session_id": ""},
    )

    assert answer.status_code == 403
    assert database.count(SsoSession) == 0
