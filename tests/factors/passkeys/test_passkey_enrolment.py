"""Making passkeys, and the list of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.passkeys.models import Passkey
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.authenticator import Authenticator, create_passkey
from tests.factories.passkey_pages import ask_for_options, fetch_options, passkey_form, send_passkey
from tests.factories.sessions import create_session, sign_in
from tests.provisioning.pages import forms_of

ENROL = "/account/security/passkeys/new"
LIST = "/account/security/passkeys"
STRONG = {"amr": ["hwk", "user", "mfa"]}


@pytest.fixture
def person(database):
    return create_account(database)


def enrol_with(client, device, name="", **changes):
    """What comes of making a passkey on the device."""
    page = client.get(ENROL)
    credential = device.create(fetch_options(client, page), **changes)
    return client.submit(page, {"credential": credential, "name": name}, form=passkey_form(page))


def test_a_passkey_is_made(client, database, person):
    sign_in(client, database, person)
    device = Authenticator(is_backed_up=True)

    answer = enrol_with(client, device)

    stored = database.one(select(Passkey))
    assert answer.status_code == 303
    assert (stored.account_id, stored.credential_id, stored.is_backed_up, stored.transports) == (
        person.id,
        device.id,
        True,
        ["internal", "hybrid"],
    )


def test_what_the_browser_is_asked_for(client, database, person):
    sign_in(client, database, person, **STRONG)
    known = create_passkey(database, person)
    options = fetch_options(client, client.get(ENROL))
    selection = options["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"], options["attestation"]) == (
        "required",
        "preferred",
        "none",
    )
    assert [each["id"] for each in options["excludeCredentials"]] == [known.id]
    assert (options["rp"]["id"], options["user"]["name"]) == ("id.example.test", person.email)


@pytest.mark.parametrize(
    ("given", "aaguid", "expected"),
    [
        ("Dienst-Laptop", bytes(16), "Dienst-Laptop"),
        ("", bytes(range(16)), "Chrome unter Linux"),
        ("", bytes.fromhex("bada5566a7aa401fbd9645619a55120d"), "1Password"),
        ("", bytes(16), "Chrome unter Linux"),
    ],
    ids=["typed", "unknown model", "known model", "no model"],
)
def test_it_has_a_name_at_once(client, database, person, given, aaguid, expected):
    sign_in(client, database, person)
    enrol_with(client, Authenticator(aaguid=aaguid), given)
    assert database.one(select(Passkey.name)) == expected


def test_its_owner_is_told(client, database, person, mailbox):
    sign_in(client, database, person)
    enrol_with(client, Authenticator(), "Laptop")
    event = database.one(select(AuditEvent).where(AuditEvent.action == "factor.added"))
    assert (event.subject, event.details["factor"], event.details["name"]) == (person.id, "passkeys", "Laptop")
    assert [mail.recipient for mail in mailbox.mails] == [person.email]


@pytest.mark.threat(35)
def test_other_sessions_end(client, database, person):
    mine = sign_in(client, database, person)
    elsewhere = create_session(database, person)
    enrol_with(client, Authenticator())
    ended = {row.id: row.ended_at is not None for row in database.rows(select(SsoSession))}
    assert ended == {mine.id: False, elsewhere.id: True}


def test_a_person_may_have_several(client, database, person):
    sign_in(client, database, person)
    enrol_with(client, Authenticator(), "Laptop")
    enrol_with(client, Authenticator(), "Telefon")
    page = client.get(LIST).text
    assert "Laptop" in page and "Telefon" in page


def test_but_no_end_of_them(client, database, person):
    for _ in range(20):
        create_passkey(database, person)
    sign_in(client, database, person, **STRONG)
    assert enrol_with(client, Authenticator()).status_code == 422
    assert database.count(Passkey) == 20


@pytest.mark.threat(61)
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"origin": "https://evil.example"}, id="foreign origin"),
        pytest.param({"rp_id": "evil.example"}, id="foreign rpId"),
        pytest.param({"present": False}, id="nobody present"),
    ],
)
def test_a_wrong_answer_makes_none(client, database, person, changes):
    sign_in(client, database, person)
    assert enrol_with(client, Authenticator(), **changes).status_code == 422
    assert database.count(Passkey) == 0


@pytest.mark.threat(61)
def test_a_name_longer_than_the_standard_allows_makes_none(client, database, person):
    sign_in(client, database, person)

    assert enrol_with(client, Authenticator(credential_id=bytes(1024))).status_code == 422
    assert enrol_with(client, Authenticator(credential_id=bytes(1023))).status_code == 303


@pytest.mark.parametrize(("is_verified", "proved"), [(True, ["hwk", "user"]), (False, ["hwk"])])
def test_making_one_proves_no_more_than_was_checked(client, database, person, is_verified, proved):
    sign_in(client, database, person)

    enrol_with(client, Authenticator(), verified=is_verified)

    assert database.one(select(SsoSession.amr)) == ["pwd", *proved, "mfa"]


def test_a_credential_has_one_owner(client, database, person):
    theirs = create_passkey(database, create_account(database))
    sign_in(client, database, person)
    answer = enrol_with(client, Authenticator(credential_id=theirs.credential_id))
    assert answer.status_code == 422
    assert database.count(Passkey) == 1


@pytest.mark.threat(61)
def test_an_answer_counts_once(client, database, person):
    sign_in(client, database, person)
    page = client.get(ENROL)
    options = fetch_options(client, page)
    send_passkey(client, page, Authenticator().create(options))
    assert send_passkey(client, page, Authenticator().create(options)).status_code == 422
    assert database.count(Passkey) == 1


@pytest.mark.threat(61)
def test_a_challenge_belongs_to_one_person(client, database, person):
    """A form opened by one person and sent after another signed in here makes nothing."""
    sign_in(client, database, person)
    page = client.get(ENROL)
    answer = Authenticator().create(fetch_options(client, page))
    sign_in(client, database, create_account(database))
    assert send_passkey(client, page, answer).status_code == 422
    assert database.count(Passkey) == 0


@pytest.mark.threat(59)
def test_an_old_sign_in_is_not_enough(client, database, person):
    sign_in(client, database, person, authenticated_at=current_time() - timedelta(minutes=11))
    answer = client.get(ENROL)
    assert (answer.status_code, "fresh=1" in answer.location) == (303, True)


@pytest.mark.threat(58, 59)
def test_a_password_alone_adds_none_beside_another(client, database, person):
    create_passkey(database, person)
    sign_in(client, database, person)
    assert client.get(ENROL, follow_redirects=True).request.path.endswith("/factor/passkey")


@pytest.mark.threat(59)
def test_options_are_guarded_like_the_page(client, database, person):
    mine = sign_in(client, database, person)
    page = client.get(ENROL)
    database.change(mine, authenticated_at=current_time() - timedelta(minutes=11))
    assert ask_for_options(client, page).status_code == 303


def forms_to(page, ending):
    return [number for number, form in enumerate(forms_of(page)) if form.action.endswith(ending)]


def test_one_can_be_removed(client, database, person, mailbox):
    create_passkey(database, person, name="Laptop")
    kept = create_passkey(database, person, name="Telefon")
    sign_in(client, database, person, **STRONG)
    page = client.get(LIST)
    answer = client.submit(page, form=forms_to(page, f"{named(database, 'Laptop').id}/remove")[0])
    assert (answer.status_code, database.one(select(Passkey.credential_id))) == (303, kept.id)
    assert "entfernt" in client.get(answer.location).text
    assert [mail.recipient for mail in mailbox.mails] == [person.email]
    assert database.one(select(AuditEvent.subject).where(AuditEvent.action == "factor.removed")) == person.id


@pytest.mark.threat(59)
def test_anothers_passkey_is_out_of_reach(client, database, person):
    create_passkey(database, create_account(database), name="Fremd")
    create_passkey(database, person, name="Eigen")
    sign_in(client, database, person, **STRONG)
    page = client.get(LIST)
    form = forms_to(page, "/remove")[0]
    own, foreign = named(database, "Eigen").id, named(database, "Fremd").id
    page.set_data(page.text.replace(own, foreign))
    assert client.submit(page, form=form).status_code == 403
    assert sorted(database.rows(select(Passkey.name))) == ["Eigen", "Fremd"]


@pytest.mark.threat(59)
def test_removing_asks_for_a_recent_sign_in_and_comes_back_to_the_list(client, database, person):
    create_passkey(database, person)
    mine = sign_in(client, database, person, **STRONG)
    page = client.get(LIST)
    database.change(mine, authenticated_at=current_time() - timedelta(minutes=11))
    answer = client.submit(page, form=forms_to(page, "/remove")[0], headers={"Referer": page.request.url})
    assert (answer.status_code, answer.location.endswith("/confirm")) == (303, True)
    assert f'href="{LIST}"' in client.get(answer.location).text
    assert database.count(Passkey) == 1


@pytest.mark.threat(62)
def test_a_suspicion_is_shown(client, database, person):
    create_passkey(database, person)
    database.change(database.one(select(Passkey)), suspicious_at=current_time())
    sign_in(client, database, person, **STRONG)
    assert "möglicherweise kopiert" in client.get(LIST).text


def test_password_managers_find_the_pages(client):
    """W3C, A Well-Known URL for Relying Party Passkey Endpoints: for anybody, without a redirect."""
    answer = client.get("/.well-known/passkey-endpoints")
    assert (answer.status_code, answer.mimetype, answer.get_json()) == (
        200,
        "application/json",
        {
            "enroll": "https://id.example.test/account/security/passkeys/new",
            "manage": "https://id.example.test/account/security/passkeys",
        },
    )


def named(database, name):
    return database.one(select(Passkey).where(Passkey.name == name))
