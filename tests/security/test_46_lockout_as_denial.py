"""Threat 46: keeping somebody out by guessing at their password."""

import pytest

from idp.accounts.signals import credentials_changed
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.sign_in_pages import try_password

pytestmark = pytest.mark.threat(46)


@pytest.fixture
def app(make_app):
    return make_app(throttle={"account_attempts": 3})


@pytest.fixture
def person(database, clock):
    return create_account(database)


def attack(client, person):
    """Guess until the budget is used up."""
    answers = [try_password(client, person.email, "wrong-Password-1", fresh="1").status_code for _ in range(5)]
    assert answers[-1] == 429


def test_a_known_device_still_enters(app, client, person):
    try_password(client, person.email, PASSWORD)
    attack(app.test_client(), person)

    assert try_password(client, person.email, PASSWORD, fresh="1").status_code == 303


def test_an_unknown_device_does_not(app, client, person):
    attack(app.test_client(), person)

    assert try_password(client, person.email, PASSWORD).status_code == 429


def test_a_device_of_somebody_else_does_not(app, client, database, person):
    try_password(client, create_account(database).email, PASSWORD)
    attack(app.test_client(), person)

    assert try_password(client, person.email, PASSWORD, fresh="1").status_code == 429


def test_a_known_device_has_a_budget_too_and_locks_nobody_else(app, client, person):
    try_password(client, person.email, PASSWORD)
    attack(client, person)

    assert try_password(client, person.email, PASSWORD, fresh="1").status_code == 429
    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 303


def test_a_new_password_opens_a_locked_device(app, client, database, person):
    try_password(client, person.email, PASSWORD)
    attack(client, person)
    with app.app_context(), database.transaction() as session:
        credentials_changed.send(person.id, session=session)

    assert try_password(client, person.email, PASSWORD, fresh="1").status_code == 303
