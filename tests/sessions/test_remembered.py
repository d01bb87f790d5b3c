"""A series of remembered sign-ins by itself: each condition of its use, and of its end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from idp.sessions import SsoSession
from idp.sessions.models import RememberedSignIn
from idp.sessions.remembered import (
    GRACE,
    Replayed,
    Used,
    account_of_series,
    end_sessions_of_series,
    remember,
    revoke_series,
    use_remembered,
)
from idp.sessions.remembered import series_of as named_series
from tests.factories.accounts import create_account
from tests.factories.sessions import create_session

KEY = b"a key of the tests"
LIFETIME = timedelta(hours=100)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def begin(database, person):
    """The cookie's value of a new series, after a sign-in of ``age``."""

    def act(age=timedelta(0)):
        row = create_session(database, person, authenticated_at=current_time() - age)
        with database.transaction() as session:
            return remember(session, session.get_one(SsoSession, row.id), "shop", LIFETIME)

    return act


@pytest.fixture
def use(database):
    def act(value, not_before=timedelta(hours=100)):
        with database.transaction() as session:
            return use_remembered(session, value, KEY, current_time(), current_time() - not_before)

    return act


def series_of(database, value):
    return database.one(select(RememberedSignIn).where(RememberedSignIn.id == value.partition(".")[0]))


def test_a_token_belongs_to_its_series(database, begin, use):
    one, other = begin(), begin()
    exchanged = f"{one.partition('.')[0]}.{other.partition('.')[2]}"

    assert isinstance(use(exchanged), Replayed)
    assert series_of(database, other).used_at is None


@pytest.mark.parametrize("token", ["present", "predecessor", "older"])
def test_a_portal_that_remembers_for_a_shorter_time_ends_it(database, begin, use, clock, token):
    """Whichever token comes: nobody gets in, and it is no theft either."""
    value = begin(age=timedelta(hours=12))
    sent = value
    if token != "present":
        use(value)
    if token == "older":
        use(use(value).value)
        sent = f"{value.partition('.')[0]}.{new_token()}"

    assert use(sent, not_before=timedelta(hours=11)) is None
    assert series_of(database, value).revoked_at is None


@pytest.mark.parametrize("token", ["present", "predecessor"])
def test_a_portal_that_remembers_for_as_long_lets_in(begin, use, token):
    sent = begin(age=timedelta(hours=12))
    if token == "predecessor":
        use(sent)

    assert isinstance(use(sent, not_before=timedelta(hours=12)), Used)


def test_a_series_is_named_before_the_first_point(database, begin, use):
    value = begin()
    assert named_series(value) == named_series(f"{value}.x") == series_of(database, value).id

    assert isinstance(use(f"{value}.x"), Replayed)


def test_a_series_is_that_of_the_account_that_it_was_begun_for(database, begin, person):
    other = create_account(database)
    session = create_session(database, other)
    mine = begin()
    with database.transaction() as transaction:
        theirs = remember(transaction, transaction.get_one(SsoSession, session.id), "shop", LIFETIME)

        assert account_of_series(transaction, mine) == person.id
        assert account_of_series(transaction, theirs) == other.id
        assert account_of_series(transaction, "rem_unknown.token") is None


@pytest.mark.parametrize("is_used", [False, True])
def test_an_expired_series_is_neither_used_nor_replayed(database, begin, use, clock, is_used):
    value = begin()
    if is_used:
        use(value)
    clock.shift(LIFETIME)

    assert use(value, not_before=timedelta(days=999)) is None
    assert series_of(database, value).revoked_at is None


def test_a_replay_is_reported_once(database, begin, use, clock):
    value = begin()
    use(value)
    clock.shift(GRACE + timedelta(seconds=1))

    assert [type(use(value)) for _ in range(2)] == [Replayed, type(None)]


def test_a_series_that_is_over_stays_ended_when_it_was(database, begin, clock):
    value = begin()
    series, ended_at = value.partition(".")[0], current_time()
    with database.transaction() as session:
        assert revoke_series(session, series, ended_at)
    clock.shift(60)
    with database.transaction() as session:
        assert not revoke_series(session, series, current_time())

    assert series_of(database, value).revoked_at == ended_at


def test_another_series_goes_on(database, begin, use):
    ended, other = begin(), begin()
    with database.transaction() as session:
        revoke_series(session, ended.partition(".")[0], current_time())

    assert isinstance(use(other), Used)


def test_ending_a_series_ends_the_sessions_that_it_opened_and_no_others(database, begin, clock):
    """One that was over before keeps the time of its end."""
    ours, other = begin().partition(".")[0], begin().partition(".")[0]
    over = database.one(select(SsoSession).where(SsoSession.remembered_id == ours))
    database.change(over, ended_at=current_time())
    live = create_session(database, create_account(database), remembered_id=ours)
    clock.shift(60)
    with database.transaction() as session:
        end_sessions_of_series(session, ours, current_time())

    ends = {row.id: row.ended_at for row in database.rows(select(SsoSession))}
    assert ends[over.id] == current_time() - timedelta(seconds=60)
    assert ends[live.id] == current_time()
    assert [row.ended_at for row in database.rows(select(SsoSession)) if row.remembered_id == other] == [None]
