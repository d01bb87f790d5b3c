"""What a mailed link is good for: one purpose, one use, some time, and only while it is the newest of its subject."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import (
    LinkProblem,
    LinkPurpose,
    OneTimeLink,
    consume_links,
    find_link,
    find_problem,
    hold_link,
    issue_link,
    redeem_link,
    supersede_links,
    take_link,
)

HOUR = timedelta(hours=1)
RESET = LinkPurpose("password_reset", "password_reset.open_link")
CHANGE = LinkPurpose("email_change", "email_change.open_link")
pytestmark = pytest.mark.threat(53)


@pytest.fixture
def make(database, clock):
    """Issue a link for ``subject``; returns its token."""

    def make(purpose=RESET, subject="acc_1") -> str:
        with database.transaction() as session:
            return issue_link(session, purpose, subject, HOUR).token

    return make


@pytest.fixture
def redeem(database):
    """Try to redeem a link; returns it, or what is wrong with it."""

    def redeem(token: str, purpose=RESET) -> OneTimeLink | LinkProblem:
        with database.transaction() as session:
            return redeem_link(session, purpose, token)

    return redeem


def problem_of(database, token, purpose=RESET):
    with database.transaction() as session:
        return find_problem(find_link(session, purpose, token))


def test_it_is_redeemed_once(database, make, redeem):
    token = make()

    assert problem_of(database, token) is None
    assert isinstance(redeem(token), OneTimeLink)
    assert redeem(token) is LinkProblem.USED
    assert problem_of(database, token) is LinkProblem.USED


def test_it_is_good_for_its_purpose_alone(database, make, redeem):
    token = make()

    assert redeem(token, CHANGE) is LinkProblem.UNKNOWN
    assert problem_of(database, token, CHANGE) is LinkProblem.UNKNOWN
    assert isinstance(redeem(token), OneTimeLink)


def test_it_has_an_end(database, make, redeem, clock):
    token = make()
    clock.shift(HOUR)

    assert problem_of(database, token) is LinkProblem.EXPIRED
    assert redeem(token) is LinkProblem.EXPIRED


def test_a_newer_one_voids_it(database, make, redeem):
    old, new = make(), make()

    assert problem_of(database, old) is LinkProblem.SUPERSEDED
    assert redeem(old) is LinkProblem.SUPERSEDED
    assert isinstance(redeem(new), OneTimeLink)


def test_others_are_left_alone(database, make, redeem):
    of_another, for_something_else = make(subject="acc_2"), make(CHANGE)
    make()
    with database.transaction() as session:
        supersede_links(session, RESET, "acc_1")

    assert isinstance(redeem(of_another), OneTimeLink)
    assert isinstance(redeem(for_something_else, CHANGE), OneTimeLink)


def test_one_that_was_used_stays_used_when_a_newer_one_comes(database, make, redeem):
    token = make()
    redeem(token)
    make()

    assert problem_of(database, token) is LinkProblem.USED


def test_what_was_done_in_another_way_uses_up_the_links_for_it(database, make, redeem):
    older, newest = make(), make()
    of_another, for_something_else = make(subject="acc_2"), make(CHANGE)
    with database.transaction() as session:
        consume_links(session, RESET, "acc_1")

    assert [redeem(token) for token in (older, newest)] == [LinkProblem.USED] * 2
    assert isinstance(redeem(of_another), OneTimeLink)
    assert isinstance(redeem(for_something_else, CHANGE), OneTimeLink)


def test_one_that_was_used_keeps_the_time_of_its_use(database, make, redeem, clock):
    token = make()
    redeemed_at = redeem(token).ended_at
    clock.shift(60)
    with database.transaction() as session:
        consume_links(session, RESET, "acc_1")
        supersede_links(session, RESET, "acc_1")
        link = find_link(session, RESET, token)

    assert link is not None
    assert link.ended_at == redeemed_at


@pytest.fixture
def hold(database):
    """Hold a link for a moment; returns it, or what is wrong with it."""

    def hold(token: str, purpose=RESET) -> OneTimeLink | LinkProblem:
        with database.transaction() as session:
            return hold_link(session, purpose, token)

    return hold


def test_one_that_is_held_stays_open(make, hold, redeem):
    token = make()
    make(subject="acc_2")

    assert [hold(token).subject, hold(token).subject, redeem(token).subject] == ["acc_1"] * 3
    assert hold(token) is LinkProblem.USED


def test_one_is_held_for_its_purpose_alone(make, hold):
    token = make()

    assert hold(token, CHANGE) is LinkProblem.UNKNOWN
    assert hold("invented") is LinkProblem.UNKNOWN


@pytest.mark.parametrize("look", [find_link, hold_link])
def test_what_became_of_it_meanwhile_is_seen(database, make, look):
    token = make()
    with database.transaction() as session:
        seen = find_link(session, RESET, token)
        session.connection().execute(update(OneTimeLink).values(state="redeemed", ended_at=current_time()))
        look(session, RESET, token)

        assert find_problem(seen) is LinkProblem.USED


@pytest.mark.parametrize("by", [redeem_link, hold_link])
def test_it_is_taken_with_the_row_that_it_is_about(database, make, by):
    token = make()
    with database.transaction() as session:
        link, row = take_link(session, RESET, token, lambda link: f"row of {link.subject}", by=by)

    assert (link.subject, row) == ("acc_1", "row of acc_1")


def test_it_is_taken_once(database, make):
    token = make()
    with database.transaction() as session:
        taken = [take_link(session, RESET, token, lambda _: "row") for _ in range(2)]

    assert isinstance(taken[0], tuple)
    assert taken[1] is LinkProblem.USED


def test_one_whose_row_is_gone_is_unknown_and_stays_open(database, make, redeem):
    token = make()
    with database.transaction() as session:
        assert take_link(session, RESET, token, lambda _: None) is LinkProblem.UNKNOWN
        assert take_link(session, CHANGE, token, lambda _: "row") is LinkProblem.UNKNOWN

    assert isinstance(redeem(token), OneTimeLink)


def test_an_invented_one_is_unknown(database, make, redeem):
    make()

    assert problem_of(database, "invented") is LinkProblem.UNKNOWN
    assert redeem("invented") is LinkProblem.UNKNOWN


def test_the_table_does_not_tell_it(database, make):
    token = make()

    with database.transaction() as session:
        row = find_link(session, RESET, token)
        assert row is not None
        assert token not in str([getattr(row, column.name) for column in OneTimeLink.__table__.columns])


def test_it_knows_until_when_it_is_good(database, clock):
    with database.transaction() as session:
        assert issue_link(session, RESET, "acc_1", HOUR).valid_until == current_time() + HOUR


def test_its_address_is_made_outside_a_request_too(app, database):
    with app.app_context(), database.transaction() as session:
        link = issue_link(session, RESET, "acc_1", HOUR)

        assert link.url == f"https://id.example.test/password-reset/link/{link.token}"
