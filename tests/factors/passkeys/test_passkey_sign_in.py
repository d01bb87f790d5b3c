"""Signing in with a passkey and nothing else; threats 46, 61 and 62."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from webauthn.helpers import bytes_to_base64url
from werkzeug.test import TestResponse

from idp.audit.models import AuditEvent
from idp.factors.passkeys.assertion import accept_use, check_sign_in
from idp.factors.passkeys.challenges import Purpose, issue_challenge
from idp.factors.passkeys.models import Passkey, PasskeyChallenge
from idp.factors.passkeys.relying_party import RelyingParty
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.authenticator import HOST, Authenticator, create_passkey
from tests.factories.passkey_pages import fetch_options, send_passkey
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import try_password
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

REFUSED = "Dieser Passkey wurde nicht akzeptiert."


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def device(database, person):
    return create_passkey(database, person)


def first_page(client: PageClient) -> TestResponse:
    return client.get("/signin", follow_redirects=True)


def sign_in_with(client: PageClient, device: Authenticator, **changes: Any) -> TestResponse:
    """What comes of answering with the device, as changed."""
    page = first_page(client)
    return send_passkey(client, page, device.get(fetch_options(client, page), **changes))


def check_refused(client: PageClient, database: Database, answer: TestResponse, reason: str) -> None:
    assert (answer.status_code, answer.location.partition("?")[2]) == (303, "passkey=refused")
    page = client.get(answer.location)
    assert REFUSED in page.text and "Fehler:" in page.text
    assert database.count(SsoSession) == 0
    refusals = database.rows(select(AuditEvent).where(AuditEvent.action == "passkey.refused"))
    assert [reason in event.details["reason"] for event in refusals] == [True], refusals[0].details


def test_a_passkey_signs_in(client, database, person, device):
    answer = sign_in_with(client, device)

    session = database.one(select(SsoSession))
    assert (answer.status_code, answer.location) == (303, "/")
    assert (session.account_id, session.amr, session.acr) == (
        person.id,
        ["hwk", "user", "mfa"],
        "urn:einlass:acr:2",
    )


def test_its_use_is_noted(client, database, device):
    sign_in_with(client, device)

    stored = database.one(select(Passkey))
    assert (stored.sign_count, stored.last_used_at is not None, stored.suspicious_at) == (2, True, None)


def test_any_passkey_of_this_site_may_answer(client):
    """Conditional mediation and the button: an empty list lets the authenticator say who it is."""
    options = fetch_options(client, first_page(client))
    assert (options["allowCredentials"], options["userVerification"], options["rpId"], len(options["challenge"])) == (
        [],
        "required",
        "id.example.test",
        43,
    )


def test_the_relying_party_hears_how(client, database, person, device):
    party = create_relying_party(database, client)
    page = client.get(party.authorize().location, follow_redirects=True)
    answer = send_passkey(client, page, device.get(fetch_options(client, page)), follow_redirects=False)
    code = answer_of(client.get(answer.location))["code"]
    claims = party.read_id_token(party.redeem(code).get_json()["id_token"])
    assert (claims["sub"], claims["amr"], claims["acr"]) == (person.id, ["hwk", "user", "mfa"], "urn:einlass:acr:2")


def test_the_combined_form_takes_one_too(make_app, database, device):
    client = make_app(portals={"shop": {"form": "combined"}}).test_client()
    assert sign_in_with(client, device).location == "/"


def test_so_does_the_password_page(client, database, person, device):
    page = client.submit(first_page(client), {"email": person.email}, follow_redirects=True)
    assert send_passkey(client, page, device.get(fetch_options(client, page))).location == "/"


def test_password_managers_find_the_name_field(client):
    assert 'autocomplete="username webauthn"' in first_page(client).text


def test_a_disabled_account_stays_closed(client, database, person, device):
    database.change(person, disabled_at=current_time())
    answer = sign_in_with(client, device)
    assert answer.location.endswith("?passkey=refused")
    assert database.count(SsoSession) == 0


@pytest.mark.threat(46)
def test_a_locked_victim_gets_in(make_app, database, person, device):
    app = make_app(throttle={"account_attempts": 3, "address_attempts": 3})
    attacker = app.test_client()
    for _ in range(5):
        last = try_password(attacker, person.email, "wrong")
    assert last.status_code == 429
    assert sign_in_with(app.test_client(), device).location == "/"


def drop_handle(answer: dict[str, Any]) -> None:
    answer["response"]["userHandle"] = None


def name_another(answer: dict[str, Any]) -> None:
    answer["response"]["userHandle"] = urlsafe_b64encode(b"acc_somebody_else").decode().rstrip("=")


def change_raw_id(answer: dict[str, Any]) -> None:
    answer["rawId"] = urlsafe_b64encode(b"another credential").decode().rstrip("=")


def break_signature(answer: dict[str, Any]) -> None:
    answer["response"]["signature"] = urlsafe_b64encode(b"nothing signed this").decode().rstrip("=")


ATTACKS = [
    pytest.param({"origin": "https://id.example.test.evil.example"}, "client data origin", id="foreign origin"),
    pytest.param({"origin": "http://id.example.test"}, "client data origin", id="origin without TLS"),
    pytest.param({"origin": "https://id.example.test:8443"}, "client data origin", id="origin on another port"),
    pytest.param({"rp_id": "example.test"}, "RP ID hash", id="rpId of the parent domain"),
    pytest.param({"verified": False}, "User verification", id="user not verified"),
    pytest.param({"present": False}, "not present", id="user not present"),
    pytest.param({"kind": "webauthn.create"}, "client data type", id="answer to another ceremony"),
    pytest.param({"change": drop_handle}, "no user handle", id="no user handle"),
    pytest.param({"change": name_another}, "user handle of another", id="foreign user handle"),
    pytest.param({"change": change_raw_id}, "id and raw_id", id="id is not rawId"),
    pytest.param({"change": break_signature}, "signature", id="made-up signature"),
]


@pytest.mark.threat(61)
@pytest.mark.parametrize(("changes", "reason"), ATTACKS)
def test_an_answer_that_proves_nothing_is_refused(client, database, device, changes, reason):
    check_refused(client, database, sign_in_with(client, device, **changes), reason)


@pytest.mark.threat(61)
def test_an_unknown_passkey_is_refused(client, database, person):
    stranger = Authenticator(user_handle=person.id.encode())
    check_refused(client, database, sign_in_with(client, stranger), "unknown passkey")


@pytest.mark.threat(61)
def test_a_removed_passkey_is_refused(client, database, device):
    with database.transaction() as session:
        session.execute(delete(Passkey))
    check_refused(client, database, sign_in_with(client, device), "unknown passkey")


@pytest.mark.threat(61)
def test_one_that_is_removed_while_it_is_checked_opens_nothing(app, database, device):
    with app.app_context():
        options = {"challenge": bytes_to_base64url(issue_challenge(Purpose.SIGN_IN, "browser")), "rpId": HOST}
        assertion = check_sign_in(device.get(options), RelyingParty(HOST, ISSUER, "Beispiel-Shop"), "browser")
        with database.transaction() as session:
            session.execute(delete(Passkey))

        with transaction() as session:
            assert not accept_use(session, assertion, person_actor())


def test_an_answer_beyond_all_measure_is_not_looked_at(client, database, device):
    answer = sign_in_with(client, device, change=lambda sent: sent.update(padding="x" * 20_000))

    check_refused(client, database, answer, "too long")


def test_another_key_under_a_known_name_is_refused(client, database, device):
    impostor = Authenticator(user_handle=device.user_handle, credential_id=device.credential_id, counter=9)
    check_refused(client, database, sign_in_with(client, impostor), "signature")


@pytest.mark.threat(61)
def test_a_made_up_challenge_is_refused(client, database, device):
    page = first_page(client)
    options = fetch_options(client, page) | {"challenge": urlsafe_b64encode(bytes(32)).decode().rstrip("=")}
    check_refused(client, database, send_passkey(client, page, device.get(options)), "challenge")


@pytest.mark.threat(61)
def test_a_challenge_is_answered_once(app, database, device):
    """Even the same answer again, byte for byte, and after a first one that was refused."""
    client = app.test_client()
    page = first_page(client)
    options = fetch_options(client, page)
    send_passkey(client, page, device.get(options, verified=False))
    again = send_passkey(client, page, device.get(options))
    assert again.location.endswith("?passkey=refused")
    assert database.count(SsoSession) == 0


@pytest.mark.threat(61)
def test_an_accepted_answer_is_not_taken_again(client, database, device):
    page = first_page(client)
    answer = device.get(fetch_options(client, page))
    second_page = first_page(client)
    assert send_passkey(client, page, answer).location == "/"
    assert send_passkey(client, second_page, answer).location.endswith("?passkey=refused")
    assert database.count(SsoSession) == 1


@pytest.mark.threat(61)
def test_another_browsers_challenge_is_refused(app, database, device):
    attacker, victim = app.test_client(), app.test_client()
    options = fetch_options(attacker, first_page(attacker))
    answer = send_passkey(victim, first_page(victim), device.get(options))
    check_refused(victim, database, answer, "challenge")


@pytest.mark.threat(61)
def test_a_challenge_expires(client, database, device, clock):
    page = first_page(client)
    answer = device.get(fetch_options(client, page))
    clock.shift(timedelta(minutes=5, seconds=1))
    check_refused(client, database, send_passkey(client, page, answer), "challenge")


@pytest.mark.threat(61)
@pytest.mark.parametrize("purpose", ["enrol", "verify"])
def test_a_challenge_for_something_else_is_refused(client, database, device, purpose):
    page = first_page(client)
    options = fetch_options(client, page)
    database.change(database.one(select(PasskeyChallenge)), purpose=purpose)
    check_refused(client, database, send_passkey(client, page, device.get(options)), "challenge")


@pytest.mark.threat(61)
@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "[]",
        "null",
        '{"id": 1}',
        '{"response": {"clientDataJSON": 1}}',
        '{"response": {"clientDataJSON": "e30"}}',
        "[" * 15_000,
        "x" * 30_000,
        '{"id":"\x00","response":{"clientDataJSON":"é"}}',
    ],
)
def test_anything_else_is_refused_too(client, database, sent):
    answer = send_passkey(client, first_page(client), sent)
    check_refused(client, database, answer, "")


@pytest.mark.threat(62)
def test_a_counter_that_falls_tells_of_a_copy(client, database, person, device):
    database.change(database.one(select(Passkey)), sign_count=50)

    answer = sign_in_with(client, device)

    event = database.one(select(AuditEvent).where(AuditEvent.action == "passkey.counter_fell"))
    assert answer.location.endswith("?passkey=refused")
    assert database.count(SsoSession) == 0
    assert database.one(select(Passkey)).suspicious_at is not None
    assert (event.subject, event.details["stored"], event.details["received"]) == (person.id, 50, 2)


@pytest.mark.threat(62)
@pytest.mark.parametrize("received", [0, 7])
def test_a_counter_must_rise(client, database, device, received):
    database.change(database.one(select(Passkey)), sign_count=7)
    device.counter = received - 1 if received else None
    assert sign_in_with(client, device).location.endswith("?passkey=refused")


@pytest.mark.threat(62)
def test_a_synced_passkey_is_only_marked(client, database, person):
    device = create_passkey(database, person, is_backed_up=True)
    database.change(database.one(select(Passkey)), sign_count=50)
    assert sign_in_with(client, device).location == "/"
    stored = database.one(select(Passkey))
    assert (stored.suspicious_at is not None, stored.sign_count) == (True, 50)


@pytest.mark.threat(62)
def test_a_passkey_without_a_counter_is_fine(client, database, person):
    device = create_passkey(database, person, counter=None, is_backed_up=True)
    sign_in_with(client, device)
    assert sign_in_with(client.application.test_client(), device).location == "/"
    assert database.one(select(Passkey)).suspicious_at is None


@pytest.mark.threat(61)
def test_two_people_never_mix(app, database, person, device):
    """B's passkey in the browser where A is signed in opens B's account, and A's session is another's no more."""
    client = app.test_client()
    sign_in_with(client, device)
    other = create_account(database)
    others = create_passkey(database, other)
    page = client.get("/signin?account=other", follow_redirects=True)
    send_passkey(client, page, others.get(fetch_options(client, page)))
    home = client.get("/").text
    assert other.family_name in home
    assert f"{person.family_name}<" not in home


@pytest.mark.threat(61)
def test_the_passkey_of_another_person_confirms_nothing(app, database, person, device):
    client = app.test_client()
    sign_in_with(client, device)
    others = create_passkey(database, create_account(database))
    page = client.get("/signin?fresh=1", follow_redirects=True)

    answer = send_passkey(client, page, others.get(fetch_options(client, page)), follow_redirects=True)

    assert "Dieser Passkey wurde nicht akzeptiert" in answer.text
    assert person.family_name in client.get("/").text
