"""The pages about a device: its code, the question whether it is meant, and the way back to it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from idp.audit.models import AuditEvent
from idp.interactions.models import Interaction
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.device_authorizations.models import DeviceAuthorization
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import change_client
from tests.factories.remembering import close, tick
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import follow_local, follow_sign_in
from tests.factories.televisions import create_television, decision_form
from tests.provisioning.pages import forms_of
from tests.security.racing import race

NO_CODE = "Dieser Code ist ungültig"
GONE = "Dieser Code gilt nicht mehr"


@pytest.fixture
def television(database, client):
    return create_television(database, client)


def test_a_person_signs_in_compares_the_code_and_goes_back_to_the_device(television, person, client):
    codes = television.codes()
    answer = client.submit(client.get("/device"), {"user_code": codes["user_code"].lower()})

    page = follow_sign_in(client, answer, person.email, PASSWORD)
    assert codes["user_code"] in page.text
    assert "Fernseher möchte Ihr Konto auf einem Gerät verwenden" in page.text
    assert "Niemand vom Support" in page.text
    assert person.email in page.text.replace("<wbr>", "")
    end = television.decide(page)

    assert "Gehen Sie zurück zu Ihrem Gerät" in end.text
    assert television.poll(codes).status_code == 200


def test_a_code_in_the_address_is_filled_in_and_never_sent(television, session, client, database):
    codes = television.codes()
    page = client.get(codes["verification_uri_complete"])

    assert forms_of(page)[0].fields["user_code"] == codes["user_code"]
    assert database.count(Interaction) == 0
    assert decision_form(follow_local(client, client.submit(page)))


def test_it_is_asked_each_time_even_of_a_client_that_needs_no_consent(television, session):
    television.connect()
    assert decision_form(television.type_code(television.codes()["user_code"]))


def test_a_person_whom_the_browser_remembers_need_not_sign_in(make_app, database, person):
    client = make_app(portals={"shop": {"remember_me": {"offered": True, "hours": 12}}}).test_client()
    tick(client, person, portal="shop")
    close(client)

    television = create_television(database, client)
    assert decision_form(television.type_code(television.codes()["user_code"]))


def test_a_client_that_needs_consent_gets_it_first(television, session, client, database):
    change_client(database, television.registered, consent="explicit")
    codes = television.codes()
    consent = television.type_code(codes["user_code"])
    assert "Zugriff erlauben?" in consent.text

    page = follow_local(client, client.submit(consent, {"decision": "allow"}, form=1))
    television.decide(page)
    assert television.poll(codes).status_code == 200


def test_consent_that_is_denied_answers_the_device(television, session, client, database):
    change_client(database, television.registered, consent="explicit")
    codes = television.codes()
    page = client.submit(television.type_code(codes["user_code"]), {"decision": "deny"}, form=1)

    assert "Gerät nicht verbunden" in follow_local(client, page).text
    assert television.error(codes) == "access_denied"


def test_unknown_expired_and_used_codes_are_told_alike(television, session, clock, capsys):
    """The log tells them apart, and holds no code."""
    used, expired = television.connect(), television.codes()
    clock.shift(timedelta(minutes=10))
    pages = [television.type_code(code) for code in (used["user_code"], expired["user_code"], "BBBB-BBBB", "nonsense")]

    assert [page.status_code for page in pages] == [422] * 4
    assert all(NO_CODE in page.text for page in pages)
    log = capsys.readouterr().err
    lines = [json.loads(line) for line in log.splitlines() if '"user code refused"' in line]
    assert [line["why"].partition(" at ")[0] for line in lines] == [
        "a person has decided about the device: allowed",
        "the code expired",
        "no device shows this code",
        "no device shows this code",
    ]
    assert all(code not in log for code in (used["user_code"], expired["user_code"], "BBBB", "nonsense"))


@pytest.mark.threat(9)
@pytest.mark.parametrize("shared", ["browser", "network"])
def test_guessing_codes_is_limited(make_app, database, shared, clock):
    app = make_app(throttle={"account_attempts": 3, "address_attempts": 3 if shared == "network" else 100})
    television = create_television(database, app.test_client())
    codes = television.codes()
    guessing = app.test_client()
    for number in range(3):
        at = guessing if shared == "browser" else app.test_client()
        assert television.type_code(f"BBBB-BBB{'BCD'[number]}", at).status_code == 422
    at = guessing if shared == "browser" else app.test_client()

    refused = television.type_code(codes["user_code"], at)
    assert (refused.status_code, "zu viele ungültige Codes" in refused.text) == (429, True)
    if shared == "browser":
        assert "Anmelden" in television.type_code(codes["user_code"]).text
    clock.shift(timedelta(minutes=15))
    assert "Anmelden" in television.type_code(television.codes()["user_code"], at).text


def test_codes_that_were_right_do_not_count_as_guesses(make_app, database):
    television = create_television(database, make_app(throttle={"account_attempts": 3}).test_client())
    for _ in range(4):
        assert television.type_code(television.codes()["user_code"]).status_code == 200


@pytest.mark.parametrize(
    ("decisions", "error"), [(("connect", "decline"), "access_denied"), (("decline", "connect"), None)]
)
def test_of_two_answers_to_one_page_the_last_counts(television, session, client, decisions, error):
    codes = television.codes()
    page = television.type_code(codes["user_code"])
    for decision in decisions:
        answer = client.submit(page, {"decision": decision}, form=decision_form(page))
    follow_local(client, answer)

    assert television.poll(codes).get_json().get("error") == error


def test_the_sign_in_begins_with_the_address_that_the_device_names(television, client):
    page = television.type_code(television.codes(login_hint="ada@example.test")["user_code"])
    assert "ada@example.test" in forms_of(page)[0].fields.values()


def test_a_decision_counts_for_the_person_whom_the_page_showed(television, session, client, database):
    page = television.type_code(television.codes()["user_code"])
    sign_in(client, database, create_account(database, email="other@example.test"))

    again = follow_local(client, client.submit(page, {"decision": "connect"}, form=decision_form(page)))

    assert decision_form(again)
    assert "other@example.test" in again.text.replace("<wbr>", "")
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.threat(9)
def test_another_browser_has_no_part_in_it(television, session, app):
    page = television.type_code(television.codes()["user_code"])
    stranger = app.test_client()
    stranger.get("/device")

    assert stranger.get(page.request.path).status_code == 403
    assert stranger.get(f"{page.request.path}/end").status_code == 403
    assert television.browser.post(page.request.path, data={"decision": "connect"}).status_code == 400


def test_a_person_who_takes_too_long_is_told_before_signing_in_further(television, person, client, clock):
    codes = television.codes()
    answer = client.submit(client.get("/device"), {"user_code": codes["user_code"]})
    clock.shift(timedelta(minutes=10))

    page = client.get(answer.location)
    assert (page.status_code, GONE in page.text, "Anderen Code eingeben" in page.text) == (410, True, True)


def test_a_decision_that_comes_too_late_gives_nothing(television, session, clock, database):
    codes = television.codes()
    page = television.type_code(codes["user_code"])
    clock.shift(timedelta(minutes=10))

    assert GONE in television.decide(page).text
    assert database.count(AuthorizationRecord) == 0


def test_back_and_a_second_tab_lead_to_what_became_of_the_device(television, session, client):
    code = television.codes()["user_code"]
    page, second = television.type_code(code), television.type_code(code)
    television.decide(page)

    assert "Gerät verbunden" in follow_local(client, client.get(page.request.path)).text
    assert GONE in follow_local(client, client.get(second.request.path)).text
    assert GONE in television.decide(second).text


def test_when_the_device_is_forgotten_its_pages_lead_to_the_next_code(television, session, client, database):
    page = television.type_code(television.codes()["user_code"])
    television.decide(page)
    with database.transaction() as connection:
        connection.execute(delete(DeviceAuthorization))

    assert follow_local(client, client.get(page.request.path)).request.path == "/device"


@pytest.mark.threat(9)
@pytest.mark.each_kind
def test_of_people_with_one_code_one_connects_the_device(television, app, database):
    code, pages, browsers = television.codes()["user_code"], [], []
    for number in range(4):
        browser = app.test_client()
        sign_in(browser, database, create_account(database, email=f"person{number}@example.test"))
        page = television.type_code(code, browser)
        answer = browser.submit(page, {"decision": "connect"}, form=decision_form(page))
        browsers.append(browser)
        pages.append(answer.location)

    answers = race(4, lambda number: browsers[number].get(pages[number]))

    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert database.count(AuthorizationRecord) == 1


def test_what_was_decided_is_in_the_history(television, session, person, database):
    television.connect()
    television.decide(television.type_code(television.codes()["user_code"]), "decline")

    with database.transaction() as connection:
        events = connection.scalars(
            select(AuditEvent).where(AuditEvent.action.startswith("device_authorization")).order_by(AuditEvent.id)
        ).all()
        found = sorted((each.action, each.subject) for each in events)
    assert found == [("device_authorization.allowed", person.id), ("device_authorization.denied", person.id)]


def test_a_client_that_lost_the_grant_meanwhile_is_refused_on_a_page(television, session, database, client):
    page = television.type_code(television.codes()["user_code"])
    change_client(database, television.registered, grant_types=["authorization_code"])

    answer = client.get(page.request.path)
    assert (answer.status_code, "unauthorized_client" in answer.text) == (400, True)


def test_a_code_may_be_of_any_portal_and_its_pages_are_of_that_one(television, session, client, database):
    at_forum = create_television(database, client, portal="forum")
    codes = at_forum.codes()

    assert "Gerät verbinden" in client.get(codes["verification_uri"]).text
    assert "Connect a device" in client.get(codes["verification_uri_complete"]).text
    page = at_forum.type_code(codes["user_code"])
    assert "Connect this device?" in page.text
    assert "Device connected" in at_forum.decide(page).text
