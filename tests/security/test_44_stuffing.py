"""Threat 44: one password tried on a thousand accounts, from fifty addresses."""

import pytest

from idp.infrastructure.request_info import RequestInfo
from idp.portals import demands_of
from idp.signin.credentials import Locked, PasswordAttempt, check_credentials
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.provisioning.work import counted_work

pytestmark = pytest.mark.threat(44)
ACCOUNTS, ADDRESSES = 1000, 50
PER_ADDRESS, OVER_ALL = 8, 300


@pytest.fixture
def stuff(make_app):
    """Try one password on every account, each time from the next address; the outcomes."""
    app = make_app(throttle={"address_attempts": PER_ADDRESS, "global_attempts": OVER_ALL})

    def attack(accounts=ACCOUNTS, addresses=ADDRESSES):
        with app.test_request_context("/"):
            return [
                check_credentials(
                    PasswordAttempt(
                        f"person{number}@stuffed.test",
                        "Sommer-2026-Regen",
                        actor_at(f"198.51.100.{number % addresses}"),
                    ),
                    demands_of(None),
                    app.settings,
                )
                for number in range(accounts)
            ]

    return attack


def actor_at(ip):
    return person_actor(request_info=RequestInfo(ip, "Mozilla/5.0"))


def evaluated(outcomes):
    return sum(not isinstance(outcome, Locked) for outcome in outcomes)


def test_all_addresses_together_get_no_more_than_the_budget_over_all(stuff, database):
    with counted_work(database.engine) as work:
        outcomes = stuff()

    assert evaluated(outcomes) == work.hashes == OVER_ALL


def test_a_few_addresses_get_no_more_than_their_own_budgets(stuff):
    assert evaluated(stuff(accounts=200, addresses=4)) == 4 * PER_ADDRESS


def test_one_account_among_them_is_not_locked_by_it(stuff, make_app, database):
    """Two guesses at each account are far from locking anybody out."""
    person = create_account(database, email="person1@stuffed.test")
    stuff(accounts=100)
    app = make_app(throttle={"address_attempts": PER_ADDRESS, "global_attempts": OVER_ALL})
    with app.test_request_context("/"):
        outcome = check_credentials(
            PasswordAttempt(person.email, PASSWORD, actor_at("203.0.113.9")), demands_of(None), app.settings
        )

    assert not isinstance(outcome, Locked)
