"""What a mailed link is good for: one purpose, one use, some time, and only while it is the newest of its subject."""

from datetime import timedelta

import pytest

from idp.infrastructure.one_time_links import (
    LinkProblem,
    OneTimeLink,
    Purpose,
    claim,
    find_link,
    find_problem,
    issue,
    supersede,
)

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.threat(53)


@pytest.fixture
def make(database, clock):
    """Issue a link for ``subject``; returns its token."""

    def make(purpose=Purpose.PASSWORD_RESET, subject="acc_1") -> str:
        with database.transaction() as session:
            return issue(session, purpose, subject, HOUR)

    return make


@pytest.fixture
def use(database):
    """Try to use a link; returns whether it was good."""

    def use(token: str, purpose=Purpose.PASSWORD_RESET) -> bool:
        with database.transaction() as session:
            return claim(session, purpose, token) is not None

    return use


def problem_of(database, token, purpose=Purpose.PASSWORD_RESET):
    with database.transaction() as session:
        return find_problem(find_link(session, purpose, token))


def test_it_is_used_once(database, make, use):
    token = make()

    assert problem_of(database, token) is None
    assert use(token)
    assert not use(token)
    assert problem_of(database, token) is LinkProblem.USED


def test_it_is_good_for_its_purpose_alone(database, make, use):
    token = make()

    assert not any(use(token, purpose) for purpose in Purpose if purpose is not Purpose.PASSWORD_RESET)
    assert problem_of(database, token, Purpose.EMAIL_CHANGE) is LinkProblem.UNKNOWN
    assert use(token)


def test_it_has_an_end(database, make, use, clock):
    token = make()
    clock.shift(HOUR)

    assert problem_of(database, token) is LinkProblem.EXPIRED
    assert not use(token)


def test_a_newer_one_voids_it(database, make, use):
    old, new = make(), make()

    assert problem_of(database, old) is LinkProblem.SUPERSEDED
    assert not use(old)
    assert use(new)


def test_others_are_left_alone(database, make, use):
    of_another, for_something_else = make(subject="acc_2"), make(Purpose.EMAIL_CHANGE)
    make()
    with database.transaction() as session:
        supersede(session, Purpose.PASSWORD_RESET, "acc_1")

    assert use(of_another)
    assert use(for_something_else, Purpose.EMAIL_CHANGE)


def test_one_that_was_used_stays_used_when_a_newer_one_comes(database, make, use):
    token = make()
    use(token)
    make()

    assert problem_of(database, token) is LinkProblem.USED


def test_an_invented_one_is_unknown(database, make, use):
    make()

    assert problem_of(database, "invented") is LinkProblem.UNKNOWN
    assert not use("invented")


def test_the_table_does_not_tell_it(database, make):
    token = make()

    with database.transaction() as session:
        row = find_link(session, Purpose.PASSWORD_RESET, token)
        assert row is not None
        assert token not in str([getattr(row, column.name) for column in OneTimeLink.__table__.columns])
