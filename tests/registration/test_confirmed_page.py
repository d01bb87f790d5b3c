"""The page of an address that is confirmed: whom it greets, and where its button leads."""

import pytest
from sqlalchemy import delete, select

from idp.interactions import Interaction
from tests.factories.accounts import create_account
from tests.factories.registration_pages import EMAIL, open_link, register
from tests.factories.relying_parties import create_relying_party
from tests.factories.sign_in_pages import follow_local
from tests.provisioning.pages import buttons_of

ELSEWHERE = "/signin?portal={}&account=other&email=neu@example.test"


def button_of(page):
    [(words, address)] = buttons_of(page)
    return address.replace("%40", "@"), words


@pytest.fixture
def browser(make_app):
    """In English."""
    client = make_app().test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.mark.parametrize("portal", ["shop", "forum"])
def test_another_browser_is_greeted_and_signs_in_by_hand_at_the_same_portal(app, browser, mailbox, portal):
    register(browser, path=f"/register?portal={portal}")
    other = app.test_client()
    other.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    open_link(other, mailbox.only.link)
    page = other.submit(other.get("/register/confirm?choose=new"), {"password": "ganz-anders-Turm-31"})

    assert "Welcome, Grace Neu" in page.text
    assert "already confirmed" not in page.text
    assert button_of(page) == (ELSEWHERE.format(portal), "Sign in")


def test_where_an_application_waits_its_way_goes_on(browser, database, mailbox):
    page = register(browser, path=create_relying_party(database, browser).authorize(prompt="create").location)
    create_account(database, email=EMAIL)

    done = browser.submit(page, {"code": mailbox.only.code})
    assert "Your address is already confirmed." in done.text
    interaction = database.one(select(Interaction))
    assert interaction.identifier == EMAIL
    assert button_of(done) == (f"/signin/{interaction.id}", "Continue to Beispiel-Shop")


def test_who_comes_again_is_told_that_it_is_done(browser, mailbox):
    page = register(browser)
    follow_local(browser, browser.submit(page, {"code": mailbox.only.code}))

    again = browser.get(page.request.path, follow_redirects=True)
    assert "Your address is already confirmed." in again.text
    assert "Welcome" not in again.text


def test_once_its_request_is_deleted_the_own_browser_still_goes_back(browser, database, mailbox, clock):
    """Issue 11, 2: the application is remembered for longer than its request."""
    rp = create_relying_party(database, browser, initiate_login_uri="https://shop.example.test/login")
    page = register(browser, path=rp.authorize(prompt="create").location)
    create_account(database, email=EMAIL)
    with database.transaction() as session:
        session.execute(delete(Interaction))

    done = browser.submit(page, {"code": mailbox.only.code})
    assert button_of(done)[0].startswith("https://shop.example.test/login?iss=")


def test_once_its_request_is_over_the_own_browser_goes_back_to_the_application(browser, app, database, mailbox, clock):
    rp = create_relying_party(database, browser, initiate_login_uri="https://shop.example.test/login")
    page = register(browser, path=rp.authorize(prompt="create").location)
    create_account(database, email=EMAIL)
    clock.shift(12 * 60 * 60)

    done = browser.submit(page, {"code": mailbox.only.code})
    address, words = button_of(done)
    assert address.startswith("https://shop.example.test")
    assert words.startswith("Continue to")
