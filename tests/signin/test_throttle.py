"""The budgets of wrong passwords after a right one."""

import pytest

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sign_in_pages import try_password

LIMIT = 3


@pytest.fixture
def app(make_app):
    return make_app(throttle={"account_attempts": LIMIT, "address_attempts": 1000})


@pytest.fixture
def person(database, clock):
    return create_account(database)


def statuses(app, person, passwords):
    """What each attempt is answered, each from a browser that nobody knows."""
    return [try_password(app.test_client(), person.email, each).status_code for each in passwords]


def test_the_account_starts_afresh(app, person):
    wrong = ["wrong-Password-1"] * (LIMIT - 1)

    assert statuses(app, person, [*wrong, PASSWORD, *wrong, PASSWORD]) == [422, 422, 303, 422, 422, 303]


def test_without_one_the_budget_is_used_up(app, person):
    assert statuses(app, person, ["wrong-Password-1"] * (LIMIT + 1)) == [422, 422, 422, 429]


@pytest.mark.parametrize(("budget", "limit"), [("global_attempts", 10), ("address_attempts", 3)])
def test_right_passwords_burden_nobody(make_app, person, budget, limit):
    """However many people sign in, from one office or altogether."""
    app = make_app(throttle={budget: limit})

    assert statuses(app, person, [PASSWORD] * (limit + 1)) == [303] * (limit + 1)


@pytest.mark.parametrize("name", ["known", "unknown"])
def test_the_lock_of_an_account_says_how_long_and_what_lifts_it(app, person, name):
    """Trial, pages: improvement 4."""
    address = person.email if name == "known" else "nobody@example.test"
    page = [try_password(app.test_client(), address, "wrong-Password-1") for _ in range(LIMIT + 1)][-1]

    assert page.status_code == 429
    assert "Bitte warten Sie 15 Minuten" in page.text
    assert "Passwort vergessen?" in page.text
    assert "hebt die Sperre sofort auf" in page.text


def test_what_it_says_is_true(app, person, mailbox):
    """Trial, pages: improvement 4."""
    assert statuses(app, person, ["wrong-Password-1"] * (LIMIT + 1) + [PASSWORD])[-2:] == [429, 429]
    browser = app.test_client()
    request_reset(browser, person.email)
    page = open_link(browser, mailbox.only.link)
    browser.submit(page, {"password": NEW_PASSWORD})

    assert statuses(app, person, [NEW_PASSWORD]) == [303]


@pytest.mark.parametrize(("budget", "limit"), [("global_attempts", 10), ("address_attempts", 3)])
def test_a_lock_that_no_password_lifts_promises_nothing(make_app, person, budget, limit):
    """Trial, pages: improvement 4."""
    app = make_app(throttle={budget: limit, "account_attempts": 50})
    page = [try_password(app.test_client(), person.email, "wrong-Password-1") for _ in range(limit + 1)][-1]

    assert page.status_code == 429
    assert "Minuten" in page.text
    assert "Sperre" not in page.text
