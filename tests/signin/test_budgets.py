"""Who shares a budget of failed sign-ins with whom."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.settings import ThrottleSettings
from idp.signin.throttle import forget_failures, hit_sign_in_limit, is_lifted_by_reset, unlock

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.7"
SETTINGS = ThrottleSettings(account_attempts=3, address_attempts=5, global_attempts=10, window_minutes=15)


@pytest.fixture
def attempt(app, database, clock):
    """``attempt("ada@example.test", HERE)``: whether one more is allowed."""

    def hit(key, ip=HERE, browser=None):
        return hit_sign_in_limit(key, ip, SETTINGS, current_time(), known_browser=browser).is_allowed

    with app.app_context():
        yield hit


def person(number):
    return f"person{number}@example.test"


def test_an_account_has_its_budget_from_wherever_it_is_tried(attempt, clock):
    assert [attempt("ada", f"198.51.{number}.7") for number in range(4)] == [True, True, True, False]
    clock.shift(timedelta(minutes=15))
    assert attempt("ada", "198.51.99.7")


def test_an_address_that_has_used_its_budget_up_locks_no_further_account(attempt):
    for number in range(6):
        attempt(person(number))
    assert not attempt("ada")
    assert [attempt("ada", ELSEWHERE) for _ in range(3)] == [True] * 3


def test_over_all_accounts_and_addresses_there_is_an_end(attempt):
    allowed = [attempt(person(number), f"198.51.{number}.7") for number in range(11)]
    assert allowed == [True] * 10 + [False]


def test_a_known_browser_stands_in_the_place_of_its_address(attempt):
    for number in range(6):
        attempt(person(number))
    assert attempt("device dev_1", HERE, "cookie")


def test_a_known_browser_is_not_kept_out_by_an_attack_on_all_accounts(attempt):
    for number in range(11):
        attempt(person(number), f"198.51.{number}.7")
    assert attempt("device dev_1", HERE, "cookie")


def test_attempts_in_a_known_browser_burden_nobody_else(attempt):
    allowed = [attempt(f"device dev_{number}", HERE, "cookie") for number in range(6)]
    assert allowed == [True] * 5 + [False]
    assert attempt("device dev_0", HERE, "another cookie")
    assert [attempt(person(number), f"198.51.{number}.7") for number in range(11)] == [True] * 10 + [False]


@pytest.mark.parametrize("browser", [None, "cookie"])
def test_a_success_gives_its_own_attempt_back_and_begins_the_account_afresh(attempt, browser):
    for _ in range(2):
        attempt("ada", HERE, browser)
    forget_failures("ada", HERE, known_browser=browser)

    assert [attempt("ada", HERE, browser) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("browser", [None, "cookie"])
def test_successes_use_no_budget_up(attempt, browser):
    for number in range(11):
        assert attempt(person(number), HERE, browser)
        forget_failures(person(number), HERE, known_browser=browser)


def test_a_success_in_a_known_browser_gives_no_attempt_back_to_others(attempt):
    """It was not counted among theirs."""
    for number in range(10):
        attempt(person(number), f"198.51.{number}.7")
    attempt("device dev_1", HERE, "cookie")
    forget_failures("device dev_1", HERE, known_browser="cookie")

    assert not attempt("ada", ELSEWHERE)


def test_a_new_password_lifts_the_lock_of_an_account_that_was_guessed_at(app, attempt, database):
    for number in range(4):
        refused = hit_sign_in_limit("ada", f"198.51.{number}.7", SETTINGS, current_time())
    assert is_lifted_by_reset(refused, "ada")
    assert not is_lifted_by_reset(refused, "bob")

    with database.transaction() as session:
        unlock(session, "bob")
    assert not attempt("ada", ELSEWHERE)
    with database.transaction() as session:
        unlock(session, "ada")
    assert attempt("ada", ELSEWHERE)


def test_it_does_not_lift_the_lock_of_an_address(app, attempt):
    for number in range(6):
        refused = hit_sign_in_limit(person(number), HERE, SETTINGS, current_time())
    assert not is_lifted_by_reset(refused, person(5))
