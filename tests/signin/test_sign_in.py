"""The sign-in pages, from the first field to the session."""

import re

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.interactions import Interaction
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM, open_password_page, try_password
from tests.provisioning.pages import forms_of


@pytest.fixture
def person(database):
    return create_account(database, username="ada.b")


def test_name_then_password_leads_to_the_page_that_was_asked_for(client, database, person):
    answer = try_password(client, person.email, PASSWORD, next="/?a=b")

    assert (answer.status_code, answer.location) == (303, "/?a=b")
    assert database.one(select(SsoSession.account_id)) == person.id
    assert "Ada" in client.get("/").text


def test_the_request_of_a_relying_party_goes_on_after_the_password(client, database, person):
    rp = create_relying_party(database, client)
    page = client.get(rp.authorize().location)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    answer = client.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM)

    tokens = rp.redeem(answer_of(client.get(answer.location))["code"]).get_json()

    assert rp.read_id_token(tokens["id_token"])["sub"] == person.id


@pytest.mark.parametrize("name", ["ada.b", "ADA.B", " ada.b "])
@pytest.mark.parametrize("form", ["identifier_first", "combined"])
def test_a_user_name_is_as_good_as_the_address_where_the_page_says_so(make_app, person, name, form):
    """Trial, pages: fault 9."""
    client = make_app(portals={"shop": {"user_names": True, "form": form}}).test_client()
    page = client.get("/signin", follow_redirects=True)
    assert "E‑Mail-Adresse oder Benutzername" in page.text
    typed = {"email": name} | ({"password": PASSWORD} if form == "combined" else {})
    page = client.submit(page, typed)
    if form == "identifier_first":
        page = client.submit(client.get(page.location), {"password": PASSWORD}, form=PASSWORD_FORM)

    assert page.status_code == 303


@pytest.mark.parametrize("name", ["ada.b", "ada@", "@example.test", "ada@example test"])
@pytest.mark.parametrize("form", ["identifier_first", "combined"])
def test_what_is_no_address_is_said_at_the_field(make_app, person, name, form):
    """Trial, pages: fault 9."""
    client = make_app(portals={"shop": {"form": form}}).test_client()
    page = client.get("/signin", follow_redirects=True)
    assert "Benutzername" not in page.text
    answer = client.submit(page, {"email": name} | ({"password": PASSWORD} if form == "combined" else {}))

    assert answer.status_code == 422
    assert "Bitte geben Sie eine vollständige E‑Mail-Adresse ein" in answer.text
    assert forms_of(answer)[0].fields["email"] == name


@pytest.mark.parametrize("form", ["identifier_first", "combined"])
def test_a_wrong_password_is_said_at_its_field(make_app, person, form):
    """Trial, pages: fault 13."""
    client = make_app(portals={"shop": {"form": form}}).test_client()
    page = client.get("/signin", follow_redirects=True)
    if form == "identifier_first":
        page = client.submit(page, {"email": person.email}, follow_redirects=True)
    typed = {"password": "wrong"} | ({"email": person.email} if form == "combined" else {})
    answer = client.submit(page, typed, form=0 if form == "combined" else PASSWORD_FORM)
    field = re.search(r"<input[^>]* name=\"password\"[^>]*>", answer.text).group()

    assert 'aria-invalid="true"' in field
    assert "autofocus" in field
    assert 'aria-describedby="password-error"' in field
    assert 'id="password-error"' in answer.text
    assert 'id="errors"' not in answer.text


def test_the_password_page_keeps_the_name_for_password_managers(client, person):
    page = open_password_page(client, person.email)

    assert forms_of(page)[PASSWORD_FORM].fields["username"] == person.email
    assert 'autocomplete="username"' in page.text


def test_not_you_asks_for_the_name_again(client, person):
    page = open_password_page(client, person.email)
    page = client.submit(page, form=0, follow_redirects=True)

    assert forms_of(page)[0].fields["email"] == ""


def test_a_wrong_password_is_said_neutrally_and_never_shown_again(client, database, person):
    answer = try_password(client, person.email, "wrong-Password-1")

    assert answer.status_code == 422
    assert "wrong-Password-1" not in answer.text
    assert database.count(SsoSession) == 0
    assert database.one(select(AuditEvent)).details["reason"] == "wrong password"


def test_an_empty_form_says_what_is_missing(client, person):
    page = open_password_page(client, person.email)

    assert client.submit(page, {"password": ""}, form=PASSWORD_FORM).status_code == 422


def test_the_password_page_without_a_name_asks_for_it(client):
    page = client.get("/signin", follow_redirects=True)

    assert client.get(f"{page.request.path}/password").location == page.request.path


def test_name_and_password_stand_on_one_page_where_the_portal_wants_it(make_app, database, person):
    client = make_app(portals={"shop": {"form": "combined"}}).test_client()
    page = client.get("/signin", follow_redirects=True)

    refused = client.submit(page, {"email": person.email, "password": "wrong"})
    accepted = client.submit(refused, {"email": person.email, "password": PASSWORD})

    assert (refused.status_code, accepted.status_code) == (422, 303)


def test_somebody_signed_in_is_sent_straight_on(client, database, person):
    sign_in(client, database, person)

    assert client.get("/signin?next=/%3Fa").location == "/?a"


def test_a_hash_with_old_parameters_is_replaced(make_app, database, person):
    client = make_app(passwords={"iterations": 2}).test_client()

    try_password(client, person.email, PASSWORD)

    replaced = database.one(select(Account.password_hash))
    assert replaced != person.password_hash
    assert "t=2," in replaced
    assert try_password(make_app(passwords={"iterations": 2}).test_client(), person.email, PASSWORD).status_code == 303


def test_success_is_recorded_with_the_session(client, database, person):
    try_password(client, person.email, PASSWORD)

    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_in.succeeded"))
    assert (event.subject, event.ip) == (person.id, "203.0.113.7")
    assert event.details["session_id"] == database.one(select(SsoSession.id))


def test_the_account_chooser_offers_who_is_signed_in(client, database, person):
    rp = create_relying_party(database, client)
    sign_in(client, database, person)
    page = client.get(rp.authorize(prompt="select_account").location)
    buttons = dict.fromkeys(value for _, value in forms_of(page)[0].buttons)
    assert len(buttons) == 2

    answer = client.submit(page, {"session_id": next(iter(buttons))}, follow_redirects=False)

    assert "code" in answer_of(client.get(answer.location))


def test_the_account_chooser_lets_somebody_else_in(client, database, person):
    rp = create_relying_party(database, client)
    sign_in(client, database, person)
    other = create_account(database)
    page = client.get(rp.authorize(prompt="select_account").location)
    page = client.submit(page, {"session_id": ""}, follow_redirects=True)
    page = client.submit(page, {"email": other.email}, follow_redirects=True)
    answer = client.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM)

    tokens = rp.redeem(answer_of(client.get(answer.location))["code"]).get_json()

    assert rp.read_id_token(tokens["id_token"])["sub"] == other.id


@pytest.mark.parametrize("path", ["/signin/int_unknown", "/signin/%00", "/signin/int_x/password", "/signin/x/account"])
def test_an_unknown_sign_in_is_explained(client, path):
    answer = client.get(path)

    assert answer.status_code in {400, 404}
    assert answer.mimetype == "text/html"


def test_an_expired_sign_in_leads_back_to_the_portal(client, database, clock):
    rp = create_relying_party(database, client, portal="forum")
    location = rp.authorize().location
    clock.shift(3601)

    answer = client.get(location)

    assert answer.status_code == 410
    assert "https://forum.example.test/" in answer.text


@pytest.mark.parametrize("page", ["", "/password", "/factor", "/factor/totp", "/account", "/journey"])
def test_back_after_a_completed_sign_in_leads_to_the_application(client, database, page):
    """Trial, pages: fault 7."""
    rp = create_relying_party(database, client, client_uri="https://shop.example.test/")
    location = rp.authorize().location
    assert client.get(location).status_code == 200
    database.save(completed(database))

    answer = client.get(f"{location}{page}")

    assert (answer.status_code, answer.location) == (303, "https://shop.example.test/")


@pytest.mark.parametrize("page", ["", "/password", "/factor/totp", "/enrol"])
def test_back_after_signing_in_to_a_page_of_ours_leads_to_it(client, person, page):
    """Trial, pages: fault 7."""
    form = open_password_page(client, person.email, next="/account")
    client.submit(form, {"password": PASSWORD}, form=PASSWORD_FORM)

    answer = client.get(form.request.path.removesuffix("/password") + page)

    assert (answer.status_code, answer.location) == (303, "/account")


def test_another_person_may_sign_in_after_all(client, person):
    form = open_password_page(client, person.email, next="/account")
    client.submit(form, {"password": PASSWORD}, form=PASSWORD_FORM)

    assert client.get(form.request.path.removesuffix("/password") + "?other=1").status_code == 200


def completed(database):
    interaction = database.one(select(Interaction))
    interaction.completed_at = interaction.created_at
    return interaction


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 400])
def test_a_name_that_nobody_can_have_is_refused(client, name):
    page = client.get("/signin", follow_redirects=True)

    assert client.submit(page, {"email": name}).status_code == 422
