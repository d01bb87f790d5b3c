"""A new password for somebody who is signed in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.sessions.models import RememberedSignIn, SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of

PAGE = "/account/password"


@pytest.fixture
def person(database, clock):
    return create_account(database)


def form_of(page) -> int:
    return next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)


def change(client, password=NEW_PASSWORD):
    page = client.get(PAGE)
    return client.submit(page, {"password": password}, form=form_of(page))


def test_the_new_password_holds(app, client, database, person, mailbox):
    sign_in(client, database, person)

    answer = change(client)

    assert client.get(answer.location).status_code == 200
    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 422
    assert try_password(app.test_client(), person.email, NEW_PASSWORD).status_code == 303
    event = database.one(select(AuditEvent).where(AuditEvent.action == "password.changed"))
    assert (event.actor_id, event.subject) == (person.id, person.id)
    assert (mailbox.mails[0].message, mailbox.mails[0].recipient) == ("password_changed", person.email)


def test_somebody_without_a_password_may_choose_one(app, client, database, clock):
    person = create_account(database, password=None)
    sign_in(client, database, person)

    change(client)

    assert try_password(app.test_client(), person.email, NEW_PASSWORD).status_code == 303


@pytest.mark.threat(35)
def test_everything_else_ends_and_this_browser_stays(app, client, database, person):
    elsewhere = app.test_client()
    sign_in(elsewhere, database, person)
    there = create_relying_party(database, elsewhere)
    tokens = there.obtain_tokens(scope="openid offline_access", prompt=None)
    database.save(
        RememberedSignIn(
            account_id=person.id,
            portal="shop",
            token_hash="x",
            authenticated_at=current_time(),
            amr=["pwd"],
            acr="1",
            expires_at=current_time() + timedelta(days=30),
        )
    )
    sign_in(client, database, person)

    change(client)

    assert elsewhere.get("/").location.startswith("/signin")
    assert there.userinfo(tokens["access_token"]).status_code == 401
    assert database.one(select(RememberedSignIn.revoked_at)) is not None
    assert client.get("/").status_code == 200


def test_other_people_stay_signed_in(client, database, person):
    other = create_session(database, create_account(database))
    sign_in(client, database, person)

    change(client)

    assert database.one(select(SsoSession.ended_at).where(SsoSession.id == other.id)) is None


def test_a_link_that_was_mailed_before_is_void(app, client, database, person, mailbox):
    request_reset(app.test_client(), person.email)
    link = mailbox.only.link
    sign_in(client, database, person)

    change(client)

    assert open_link(app.test_client(), link).status_code == 410


@pytest.mark.threat(59)
def test_it_asks_for_a_recent_sign_in(client, database, person, clock):
    sign_in(client, database, person)
    page = client.get(PAGE)
    clock.shift(11 * 60)

    answer = client.submit(page, {"password": NEW_PASSWORD}, form=form_of(page))

    assert answer.location.endswith("/confirm")
    assert database.one(select(Account.password_hash)) == person.password_hash


@pytest.mark.threat(50)
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kurz-7", "mindestens 8 Zeichen"),
        ("passwort123", "ist leicht zu erraten"),
        ("Beispiel-Shop1", "ist leicht zu erraten"),
        ("Ada-Beispiel-1", "ist leicht zu erraten"),
    ],
    ids=["too short", "top list", "company name", "own name"],
)
def test_the_reason_of_a_refusal_is_said(client, database, password, reason):
    sign_in(client, database, create_account(database, family_name="Beispiel"))

    assert reason in change(client, password).text


@pytest.mark.threat(50)
@pytest.mark.parametrize("password", ["", "short-7", "passwort123", "x-Y7" * 300])
def test_a_weak_password_is_refused(client, database, person, password):
    sign_in(client, database, person)

    assert change(client, password).status_code == 422
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_a_former_password_is_refused_where_the_portal_asks_for_that(make_app, database, person):
    client = make_app(portals={"shop": {"password": {"former_passwords": 3}}}).test_client()
    sign_in(client, database, person)

    assert change(client, PASSWORD).status_code == 422
    assert change(client).status_code == 303
    assert change(client, PASSWORD).status_code == 422
    assert change(client, "Leiter-blau-Wolke-31").status_code == 303


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_password_managers_find_the_page(client, database, person, is_signed_in):
    """W3C, A Well-Known URL for Changing Passwords, 2: a redirect to the page, whoever asks."""
    if is_signed_in:
        sign_in(client, database, person)
    answer = client.get("/.well-known/change-password")

    assert (answer.status_code, answer.location) == (302, PAGE)
    page = client.get(answer.location)
    assert page.status_code == 200 if is_signed_in else page.location.startswith("/signin")


def test_password_managers_see_that_an_answer_means_something(client):
    """The same, 3: they ask for what can't exist, to tell servers that answer everything with 200."""
    name = "resource-that-should-not-exist-whose-status-code-should-not-be-200"
    assert client.get(f"/.well-known/{name}").status_code == 404
