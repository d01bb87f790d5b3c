"""Threat 35: whoever got in before goes on after the password, a factor or the address was changed."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from idp.sessions.remember_cookie import remember_cookie_name
from idp.sessions.remembered import remember
from tests.factories.accounts import create_account
from tests.factories.factors import shown_app
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.threat(35)


@pytest.fixture
def reset(app, person, mailbox):
    """Reset the person's password in a browser of its own."""

    def do() -> None:
        browser = app.test_client()
        request_reset(browser, person.email)
        assert browser.submit(open_link(browser, mailbox.only.link), {"password": NEW_PASSWORD}).status_code == 303

    return do


def by_reset(browser, person, mailbox):
    request_reset(browser, person.email)
    return browser.submit(open_link(browser, mailbox.only.link), {"password": NEW_PASSWORD})


def by_password_page(browser, _person, _mailbox):
    return submit_with(browser, browser.get("/account/password"), password=NEW_PASSWORD)


def by_connecting_an_app(browser, _person, _mailbox):
    page = browser.get("/account/security/totp")
    return submit_with(browser, page, code=shown_app(page).code())


def by_changing_the_address(browser, _person, mailbox):
    submit_with(browser, browser.get("/account/email"), email="neu@example.test")
    return browser.submit(open_link(browser, mailbox.to("neu@example.test")[-1].link))


def submit_with(browser, page, **values):
    number = next(number for number, form in enumerate(forms_of(page)) if set(values) <= set(form.fields))
    return browser.submit(page, values, form=number)


@pytest.mark.parametrize("change", [by_reset, by_password_page, by_connecting_an_app, by_changing_the_address])
def test_nothing_of_another_browser_outlives_the_change(make_app, database, person, mailbox, change):
    """The session, what applications hold, a code on its way, and what the browser remembers."""
    app = make_app(portals={"shop": {"remember_me": {"offered": True}}})
    other, owner = app.test_client(), app.test_client()
    rp = create_relying_party(database, other)
    row = sign_in(other, database, person)
    with database.transaction() as session:
        held = remember(session, session.get_one(SsoSession, row.id), "shop", timedelta(hours=12))
    tokens, code = rp.obtain_tokens(), rp.obtain_code()
    sign_in(owner, database, person)

    assert change(owner, person, mailbox).status_code in {200, 303}

    other.set_cookie(remember_cookie_name(is_https=True), held, domain="id.example.test", secure=True)
    assert other.get("/signin?next=/%3Fback", follow_redirects=False).location.startswith("/signin/")
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).status_code == 400
    assert rp.redeem(code).status_code == 400
    assert (owner.get("/account").status_code == 200) == (change is not by_reset)


def test_every_session_ends(client, session, reset):
    assert client.get("/").status_code == 200

    reset()

    assert client.get("/").location.startswith("/signin")


def test_every_authorization_is_revoked(rp, session, reset):
    tokens = rp.obtain_tokens()

    reset()

    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).status_code == 400


def test_a_code_that_waits_is_worth_nothing(rp, session, reset):
    code = rp.obtain_code()

    reset()

    assert rp.redeem(code).status_code == 400


def test_other_people_stay_signed_in(app, database, reset):
    other = app.test_client()
    sign_in(other, database, create_account(database))

    reset()

    assert other.get("/").status_code == 200


def test_a_relying_party_of_somebody_else_keeps_its_tokens(app, database, rp, session, reset):
    other = app.test_client()
    sign_in(other, database, create_account(database))
    tokens = RelyingParty(rp.registered, other, rp.verifier).obtain_tokens()

    reset()

    assert rp.userinfo(tokens["access_token"]).status_code == 200


def test_a_code_that_was_issued_at_the_very_moment_of_the_change_is_worth_nothing(client, database, person):
    """The session had been looked at before it ended, the code was stored after all others had been revoked."""
    session = sign_in(client, database, person)
    rp = create_relying_party(database, client)
    code = rp.obtain_code()
    database.change(session, ended_at=current_time())

    assert rp.redeem(code).get_json()["error"] == "invalid_grant"
