"""Budgets of attempts: counted before they are looked at, for a time that begins with the first."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.rate_limits import Budget, Decision, forget, hit_limit

WINDOW = timedelta(minutes=15)
# Counted in the order of their keys: the longer one first.
FEW, MANY = Budget("few", 3, WINDOW), Budget("a day", 5, timedelta(hours=1))


@pytest.fixture(autouse=True)
def context(app, database, clock):
    with app.app_context():
        yield


def claims(count, *budgets):
    """Which of ``count`` attempts were within every budget."""
    return [hit_limit(budgets, current_time()).is_allowed for _ in range(count)]


def test_as_many_are_allowed_as_were_said():
    assert claims(5, FEW) == [True] * 3 + [False] * 2


def test_the_time_begins_with_the_first_and_not_with_the_last(clock):
    claims(3, FEW)
    began_at = current_time()
    clock.shift(WINDOW - timedelta(seconds=1))

    assert hit_limit([FEW], current_time()) == Decision(is_allowed=False, retry_at=began_at + WINDOW)
    clock.shift(1)
    assert claims(4, FEW) == [True] * 3 + [False]


def test_every_budget_must_have_room_and_the_longest_wait_is_told():
    claims(5, MANY)
    claims(3, FEW)

    decision = hit_limit([FEW, MANY], current_time())

    assert decision == Decision(is_allowed=False, retry_at=current_time() + MANY.window)


def test_keys_do_not_share():
    claims(3, FEW)

    assert claims(1, Budget("other", 3, WINDOW)) == [True]


def test_one_attempt_is_given_back_and_no_more_than_there_were():
    claims(3, FEW)
    forget([], given_back=["few"])
    assert claims(2, FEW) == [True, False]

    for _ in range(9):
        forget([], given_back=["few"])
    assert claims(4, FEW) == [True] * 3 + [False]


def test_what_is_forgotten_begins_afresh():
    claims(5, FEW)
    forget(["few"])

    assert claims(4, FEW) == [True] * 3 + [False]
