"""Staying signed in, in a browser with which several people are signed in: one of them is remembered, and never taken
for another."""

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from idp.sessions.models import RememberedSignIn
from idp.sessions.remember_cookie import remember_cookie_name
from idp.sessions.web import others_cookie_name, session_cookie_name
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import lose, session_token, sign_in_beside
from tests.factories.sign_in_pages import PASSWORD_FORM, open_password_page, try_password
from tests.provisioning.pages import forms_of

HOST = "id.example.test"
CHOOSER = "/signin?account=choose&next=/account"


@pytest.fixture
def app(make_app):
    return make_app(portals={"shop": {"remember_me": {"offered": True, "hours": 100}}})


@pytest.fixture
def ada(database, clock):
    return create_account(database, given_name="Ada")


@pytest.fixture
def grace(database, clock):
    return create_account(database, given_name="Grace")


@pytest.fixture
def browser(client, database, ada, grace):
    """Ada has ticked the box and is active; Grace is signed in beside."""
    tick(client, ada)
    sign_in_beside(client, database, grace)
    return client


def tick(client, person, **arguments):
    page = open_password_page(client, person.email, **arguments)
    fields = forms_of(page)[PASSWORD_FORM].fields | {"password": PASSWORD, "remember": "y"}
    assert client.post(page.request.path, data=fields, headers={"Origin": f"https://{HOST}"}).status_code == 303


def held(client):
    cookie = client.get_cookie(remember_cookie_name(is_https=True), domain=HOST)
    return cookie.value if cookie else None


def close(client):
    """What ends with the browser."""
    lose(client, session_cookie_name)
    lose(client, others_cookie_name)


def session_of(database, person):
    return database.one(select(SsoSession).where(SsoSession.account_id == person.id))


def choose(client, session):
    page = client.get(CHOOSER, follow_redirects=True)
    assert client.submit(page, {"session_id": session.id}).status_code == 303


def is_revoked(database):
    return database.one(select(RememberedSignIn.revoked_at)) is not None


def test_a_turn_leaves_the_memory_as_it_is(browser, database, ada, grace):
    value = held(browser)
    choose(browser, session_of(database, grace))
    assert held(browser) == value
    close(browser)

    assert browser.get("/signin?next=/account").location == "/account"
    assert "Ada" in browser.get("/account").text


@pytest.mark.threat(37)
def test_whoever_signs_in_ends_the_memory_of_the_one_before(browser, database, grace):
    """A second person is the sign of a shared computer; who wants to be remembered there says so again."""
    try_password(browser, grace.email, PASSWORD, account="other")

    assert held(browser) is None
    assert is_revoked(database)


def test_the_memory_goes_with_its_own_person_only(browser, database, ada, grace):
    page = browser.get(CHOOSER, follow_redirects=True)
    browser.submit(page, {"remove": session_of(database, grace).id}, form=1)
    assert held(browser) is not None
    assert not is_revoked(database)

    page = browser.get(CHOOSER, follow_redirects=True)
    browser.submit(page, {"remove": session_of(database, ada).id}, form=1)
    assert held(browser) is None
    assert is_revoked(database)


def test_signing_out_the_active_one_keeps_the_memory_of_the_one_beside(browser, database, ada, grace):
    choose(browser, session_of(database, grace))

    browser.submit(browser.get("/logout"), {"confirm": "yes"})

    assert held(browser) is not None
    assert not is_revoked(database)


@pytest.mark.threat(37)
def test_while_others_are_here_nobody_is_brought_back_unasked(browser, database, ada, grace):
    rp = create_relying_party(database, browser)
    database.change(session_of(database, ada), last_seen_at=current_time().replace(year=2025))

    assert answer_of(rp.authorize(prompt="none"))["error"] == "account_selection_required"
    assert browser.get("/signin", follow_redirects=True).request.path.endswith("/account")
    assert held(browser) is not None


def test_somebody_remembered_whose_session_lives_beside_comes_back_in_that_one(browser, database, ada, grace):
    """Only a sign-out asks for this: whoever is remembered is to be signed out as well."""
    choose(browser, session_of(database, grace))
    lose(browser, session_cookie_name)

    page = browser.get("/logout")
    browser.submit(page, {"confirm": "yes"})

    assert database.count(SsoSession) == 2
    assert session_of(database, ada).ended_at is not None
    assert session_token(browser) is None
    assert is_revoked(database)


@pytest.mark.threat(37)
def test_signing_everybody_out_forgets_whoever_is_remembered(browser, database, ada, grace):
    choose(browser, session_of(database, grace))
    database.change(session_of(database, ada), last_seen_at=current_time().replace(year=2025))
    sign_in_beside(browser, database, create_account(database))

    browser.submit(browser.get("/logout"), {"confirm": "everybody"})

    assert is_revoked(database)
    assert not browser.get("/signin?next=/account").location.startswith("/account")
