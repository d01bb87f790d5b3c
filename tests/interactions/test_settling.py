"""What is settled and pending within an interaction: whose it is, for which portal and organization, and until when."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.interactions import Interaction

CHOSEN, CONSENTED, DENIED, PUT_OFF = "account_chosen", "consented", "consent_denied", "enrolment_put_off"


@pytest.fixture
def row():
    return Interaction(portal="shop", settled=[])


@pytest.fixture
def now():
    return current_time()


def test_what_a_person_settled_is_settled_for_their_session_alone(row, now):
    row.settle(CHOSEN, "ses_1", now)

    assert row.settled_by("ses_1") == {CHOSEN}
    assert row.settled_by("ses_2") == row.settled_by(None) == frozenset()


def test_it_counts_for_the_portal_for_which_it_was_settled(row, now):
    row.settle(CONSENTED, "ses_1", now)
    assert row.settled_by("ses_1") == {CONSENTED}
    row.portal = "forum"
    assert row.settled_by("ses_1") == frozenset()


def test_steps_are_settled_beside_each_other(row, now):
    row.settle(CHOSEN, "ses_1", now)
    row.settle(CONSENTED, "ses_1", now)

    assert row.settled_by("ses_1") == {CHOSEN, CONSENTED}


def test_a_step_is_settled_anew_in_place_of_before(row, now):
    row.settle(CONSENTED, "ses_1", now)
    row.settle(CONSENTED, "ses_1", now + timedelta(minutes=1))

    assert [entry["at"] for entry in row.settled] == [(now + timedelta(minutes=1)).isoformat()]


def test_an_answer_takes_the_place_of_its_opposite(row, now):
    row.settle(CONSENTED, "ses_1", now, replaces=DENIED)
    row.settle(DENIED, "ses_1", now, replaces=CONSENTED)

    assert row.settled_by("ses_1") == {DENIED}


def test_another_session_that_settles_something_voids_what_the_one_before_did(row, now):
    row.settle(CHOSEN, "ses_1", now)
    row.settle(PUT_OFF, None, now)
    row.settle(CONSENTED, "ses_2", now)

    assert row.settled_by("ses_1") == frozenset()
    assert (row.settled_by("ses_2"), row.settled_by(None)) == ({CONSENTED}, {PUT_OFF})


def test_the_sign_in_in_progress_voids_nothing_of_a_session(row, now):
    row.settle(CHOSEN, "ses_1", now)
    row.settle(PUT_OFF, None, now)

    assert (row.settled_by("ses_1"), row.settled_by(None)) == ({CHOSEN}, {PUT_OFF})


def test_what_is_settled_is_kept_as_json_says_it(row, now):
    row.settle(CONSENTED, "ses_1", now)

    assert row.settled == [
        {
            "step": CONSENTED,
            "session": "ses_1",
            "at": now.isoformat(),
            "portal": "shop",
        }
    ]


def test_a_row_that_was_never_settled_has_nothing_settled(now):
    row = Interaction(portal="shop")

    assert row.settled_by("ses_1") == frozenset()
    row.settle(CHOSEN, "ses_1", now)
    assert row.settled_by("ses_1") == {CHOSEN}


def pending(row):
    return row.pending_account_id, row.pending_amr, row.pending_since, row.pending_session_id


def test_a_sign_in_begins_with_an_account_its_methods_and_the_time(row, now):
    row.begin("acc_1", ("pwd",), now)
    assert pending(row) == ("acc_1", ["pwd"], now, None)

    row.begin("acc_1", ("pwd", "otp"), now, "ses_1")
    assert pending(row) == ("acc_1", ["pwd", "otp"], now, "ses_1")


def test_a_further_factor_is_kept_once_beside_those_before(row, now):
    row.begin("acc_1", ("pwd",), now)
    row.add_factor(("otp", "pwd"))
    row.add_factor(("otp", "mfa"))

    assert pending(row) == ("acc_1", ["pwd", "otp", "mfa"], now, None)


def test_a_factor_without_a_first_one_stands_alone(row):
    row.add_factor(("otp",))

    assert row.pending_amr == ["otp"]


def said(row, now):
    """The person of the sign-in in progress asks to stay signed in, and puts the factor off; a session has chosen."""
    row.wants_to_be_remembered = True
    row.settle(PUT_OFF, None, now)
    row.settle(CHOSEN, "ses_1", now)


def test_what_one_person_said_is_not_said_by_the_next(row, now):
    row.begin("acc_1", ("pwd",), now)
    said(row, now)

    row.begin("acc_2", ("pwd",), now)

    assert not row.wants_to_be_remembered
    assert (row.settled_by(None), row.settled_by("ses_1")) == (frozenset(), {CHOSEN})


def test_what_a_person_said_holds_when_the_same_person_begins_again(row, now):
    row.begin("acc_1", ("pwd",), now)
    said(row, now)

    row.begin("acc_1", ("pwd",), now)

    assert row.wants_to_be_remembered
    assert (row.settled_by(None), row.settled_by("ses_1")) == ({PUT_OFF}, {CHOSEN})


def test_once_a_sign_in_is_over_nothing_of_it_is_pending_and_what_sessions_settled_stays(row, now):
    row.begin("acc_1", ("pwd",), now, "ses_1")
    said(row, now)

    row.forget_pending()

    assert pending(row) == (None, None, None, None)
    assert (row.settled_by(None), row.settled_by("ses_1")) == (frozenset(), {CHOSEN})
    assert row.wants_to_be_remembered
