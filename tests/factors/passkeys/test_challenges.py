"""A challenge is answered once, in time, by the browser and for the purpose and person that it was given to."""

from datetime import timedelta

import pytest

from idp.factors.passkeys.challenges import LIFETIME, Purpose, issue_challenge, redeem_challenge

SECOND = timedelta(seconds=1)


@pytest.fixture
def browser(app, clock, database):
    with app.app_context():
        yield "browser"


def test_it_is_answered_once(browser):
    challenge = issue_challenge(Purpose.VERIFY, browser, "acc_1")

    assert redeem_challenge(challenge, Purpose.VERIFY, browser, "acc_1")
    assert not redeem_challenge(challenge, Purpose.VERIFY, browser, "acc_1")


@pytest.mark.parametrize(("age", "is_in_time"), [(LIFETIME - SECOND, True), (LIFETIME, False)])
def test_it_is_answered_before_the_moment_at_which_it_expires(browser, clock, age, is_in_time):
    challenge = issue_challenge(Purpose.SIGN_IN, browser)
    clock.shift(age)

    assert redeem_challenge(challenge, Purpose.SIGN_IN, browser) is is_in_time


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": Purpose.ENROL},
        {"browser_hash": "another browser"},
        {"account_id": "acc_2"},
        {"account_id": None},
        {"challenge": b"guessed"},
    ],
)
def test_an_answer_to_another_one_leaves_it_open(browser, other):
    own = {
        "challenge": issue_challenge(Purpose.VERIFY, browser, "acc_1"),
        "purpose": Purpose.VERIFY,
        "browser_hash": browser,
        "account_id": "acc_1",
    }

    assert not redeem_challenge(**own | other)
    assert redeem_challenge(**own)
