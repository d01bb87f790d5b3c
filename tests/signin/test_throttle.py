"""The budgets of wrong passwords after a right one."""

import pytest

from tests.factories.accounts import PASSWORD, create_account
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
