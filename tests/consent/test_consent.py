"""The page that asks, and what comes of the answer."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.consent.models import Consent
from idp.consent.service import grant, granted_scopes, withdraw
from tests.factories.accounts import create_account
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.crowd import all_at_once

CONSENT_FORM = 1


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def rp(database, client, person):
    sign_in(client, database, person)
    return create_relying_party(database, client, consent="explicit", policy_uri="https://shop.example.test/policy")


def decide(client, rp, decision, **changes):
    page = client.get(rp.authorize(**changes).location)
    answer = client.submit(page, {"decision": decision}, form=CONSENT_FORM)
    return client.get(answer.location)


def test_the_page_names_application_account_and_what_is_asked(client, rp, person):
    page = client.get(rp.authorize(scope="openid email").location)

    assert page.status_code == 200
    assert "Beispiel-Shop" in page.text
    assert "shop.example.test" in page.text
    assert "https://shop.example.test/policy" in page.text
    assert person.family_name in page.text


def test_the_page_links_where_access_is_withdrawn(client, rp):
    """The link opens beside the question, which is still to be answered; there, the application is listed after a yes.

    Trial, pages: fault 6."""
    page = client.get(rp.authorize(scope="openid email").location)

    assert '<a href="/account/applications" rel="noopener" target="_blank">' in page.text
    client.submit(page, {"decision": "allow"}, form=CONSENT_FORM)
    assert "Beispiel-Shop" in client.get("/account/applications").text


def test_a_yes_goes_on_and_is_kept(client, rp):
    assert "code" in answer_of(decide(client, rp, "allow", scope="openid email"))

    assert "code" in answer_of(rp.authorize(scope="openid email"))


def test_more_than_was_allowed_is_asked_anew(client, rp):
    decide(client, rp, "allow", scope="openid email")

    assert rp.authorize(scope="openid email profile").location.startswith("/consent/")


def test_a_no_is_told_to_the_application_and_kept_nowhere(client, database, rp):
    answer = answer_of(decide(client, rp, "deny"))

    assert (answer["error"], answer["state"]) == ("access_denied", "state-1")
    assert database.count(Consent) == 0
    assert database.one(select(AuditEvent.action)) == "consent.denied"


@pytest.mark.parametrize("values", [{}, {"decision": "maybe"}, {"decision": ""}])
def test_an_answer_that_is_none_is_asked_again(client, database, rp, values):
    location = rp.authorize().location
    page = client.get(location)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]

    answer = client.post(location, data={"csrf_token": token, **values})

    assert client.get(answer.location).location == location
    assert database.count(Consent) == 0


def test_what_is_allowed_is_what_was_asked_whatever_the_form_says(client, database, rp):
    location = rp.authorize(scope="openid").location
    page = client.get(location)
    fields = {
        "csrf_token": page.text.split('name="csrf_token" value="')[1].split('"')[0],
        "session_id": page.text.split('name="session_id" value="')[1].split('"')[0],
    }

    client.post(location, data=fields | {"decision": "allow", "scopes": "openid email profile", "scope": "email"})

    assert database.one(select(Consent.scopes)) == ["openid"]


def test_nobody_is_asked_who_is_not_signed_in(client, rp):
    location = rp.authorize().location
    client.delete_cookie("__Host-idp-session", domain="id.example.test")

    answer = client.get(location)

    assert client.get(answer.location).location.startswith("/signin/")


def test_a_withdrawn_consent_is_gone(app, database, person):
    client = create_client(database)
    with database.transaction() as session:
        grant(session, person.id, client.client_id, ["openid"])
    with database.transaction() as session:
        assert withdraw(session, person.id, client.client_id)
        assert not withdraw(session, person.id, client.client_id)

    with app.app_context():
        assert granted_scopes(person.id, client.client_id) == frozenset()


def test_parallel_answers_add_up(app, database, person):
    client = create_client(database)
    scopes = [f"scope{number}" for number in range(8)]

    def allow(scope: str) -> None:
        with database.transaction() as session:
            grant(session, person.id, client.client_id, [scope])

    all_at_once([lambda scope=scope: allow(scope) for scope in scopes])

    with app.app_context():
        assert granted_scopes(person.id, client.client_id) == frozenset(scopes)


@pytest.mark.parametrize(("language", "name"), [("de", "Kartenwerk"), ("en", "Beispiel-Shop")])
def test_an_application_is_named_in_the_language_of_the_page(client, database, rp, language, name):
    change_client(
        database,
        rp.registered,
        initiate_login_uri="https://shop.example.test/login",
        localized_metadata=["client_name#de=Kartenwerk", "tos_uri#de=https://shop.example.test/agb"],
    )
    asked = {"scope": "openid", "ui_locales": language}

    question = client.get(rp.authorize(**asked).location)
    assert name in question.text
    assert ("https://shop.example.test/agb" in question.text) is (language == "de")
    client.submit(question, {"decision": "allow"}, form=CONSENT_FORM)
    assert name in client.get(f"/account/applications?ui_locales={language}").text
    assert name in client.get(rp.authorize(prompt="login", **asked).location).text
    assert name in client.get("/account/history").text
    assert name in client.get("/account/export/readable").text
    assert name in client.get(f"/authorize?client_id={rp.client_id}&ui_locales={language}").text


def test_of_an_application_that_registered_itself_the_page_says_so(client, database, person):
    sign_in(client, database, person)
    shop = create_relying_party(database, client, consent="explicit")
    said = "This application registered itself; Beispiel-Shop has not checked it."
    assert said not in client.get(shop.authorize(ui_locales="en").location).text

    change_client(database, shop.registered, registration_token_hash="x")
    page = client.get(shop.authorize(ui_locales="en").location)
    assert said in page.text
    assert "shop.example.test" in page.text
