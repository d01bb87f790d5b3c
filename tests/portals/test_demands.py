"""What a portal demands, and of whom: the client decides, never the address of a page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.clients.registry import find_client
from idp.interactions import Interaction
from idp.portals import demands_at, demands_of
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.factories.relying_parties import create_relying_party
from tests.factories.sign_in_pages import PASSWORD_FORM, try_password

FORUM = {
    "throttle": {"account_attempts": 3, "mails_per_address": 1},
    "lifetimes": {"reset_link_minutes": 10, "invitation_days": 2, "interaction_minutes": 5},
    "remember_me": {"offered": True},
}


@pytest.fixture
def app(make_app):
    return make_app(portals={"forum": FORUM})


def test_a_client_is_under_the_demands_of_its_portal(app, database):
    client_id = create_client(database, portal="forum").client_id
    with app.app_context():
        assert demands_of(find_client(client_id)).portal == "forum"


def test_without_a_client_the_default_portal_demands(app):
    with app.app_context():
        assert demands_of(None).portal == "shop"


def test_each_portal_s_demands_are_put_together_once(app):
    with app.app_context():
        assert demands_of(None) is demands_of(None)


def test_a_portal_that_is_gone_leaves_its_client_to_the_default_one(app):
    assert demands_at(app.settings, "closed").portal == "shop"


def test_a_portal_s_budgets_go_above_those_of_the_installation(app):
    throttle = demands_at(app.settings, "forum").throttle

    assert (throttle.account_attempts, throttle.mails_per_address) == (3, 1)
    assert throttle.address_attempts == app.settings.throttle.address_attempts
    assert demands_at(app.settings, "shop").throttle == app.settings.throttle


def test_a_portal_s_lifetimes_go_above_those_of_the_installation(app):
    forum, shop = (demands_at(app.settings, key).lifetimes for key in ("forum", "shop"))

    assert (forum.reset_link, forum.invitation) == (timedelta(minutes=10), timedelta(days=2))
    assert (shop.reset_link, shop.invitation) == (timedelta(minutes=60), timedelta(days=7))


def test_no_address_typed_by_hand_changes_the_policy(app):
    page = app.test_client().get("/signin?portal=forum", follow_redirects=True)

    assert "Example Forum" in page.text
    assert 'name="remember"' not in page.text


def test_a_portal_s_clients_get_its_policy(app, database):
    browser = app.test_client()
    page = browser.get(create_relying_party(database, browser, portal="forum").authorize().location)

    assert 'name="remember"' in page.text


def test_a_stricter_portal_locks_after_its_own_number_of_attempts(app, database):
    person, browser = create_account(database), app.test_client()
    location = create_relying_party(database, browser, portal="forum").authorize().location
    for _ in range(3):
        assert try_at(browser, location, person.email, "wrong").status_code == 422

    assert try_at(browser, location, person.email, PASSWORD).status_code == 429
    shop = create_relying_party(database, browser, portal="shop").authorize().location
    assert try_at(browser, shop, person.email, "wrong").status_code == 422


def test_without_a_client_attempts_are_counted_as_the_strictest_portal_does(app, database):
    """Trial row S1."""
    person = create_account(database)
    for _ in range(3):
        assert try_password(app.test_client(), person.email, "wrong").status_code == 422

    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 429


def test_a_reset_link_holds_as_long_as_the_portal_says(app, database, mailbox, clock):
    person, browser = create_account(database), app.test_client()
    interaction = create_relying_party(database, browser, portal="forum").authorize().location.removeprefix("/signin/")
    browser.submit(browser.get(f"/password-reset?interaction_id={interaction}"), {"email": person.email})
    clock.shift(timedelta(minutes=11))

    assert browser.get(mailbox.only.link, follow_redirects=True).status_code == 410


def test_no_address_typed_by_hand_changes_the_rules_of_a_new_password(make_app, database, mailbox):
    app = make_app(portals={"shop": {"password": {"require_digit": True}}})
    person, browser = create_account(database), app.test_client()
    browser.submit(browser.get("/password-reset?portal=forum"), {"email": person.email})
    page = browser.get(mailbox.only.link, follow_redirects=True)

    assert "Example Forum" in page.text
    assert "A digit" in page.text


def test_a_portal_s_budget_of_mails_is_its_own(app, database, mailbox):
    person, browser = create_account(database), app.test_client()
    interaction = create_relying_party(database, browser, portal="forum").authorize().location.removeprefix("/signin/")
    for _ in range(2):
        browser.submit(browser.get(f"/password-reset?interaction_id={interaction}"), {"email": person.email})

    assert len(mailbox) == 1


def test_a_sign_in_takes_as_long_as_the_portal_allows(app, database):
    browser = app.test_client()
    create_relying_party(database, browser, portal="forum").authorize()
    started = database.one(select(Interaction))

    assert started.expires_at - started.created_at <= timedelta(minutes=5, seconds=1)


def try_at(browser, location, name, password):
    page = browser.submit(browser.get(location), {"email": name}, follow_redirects=True)
    return browser.submit(page, {"password": password}, form=PASSWORD_FORM)
