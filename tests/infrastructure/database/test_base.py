"""The column types: a moment is stored so that the database can compare it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text

from idp.accounts.models import Account
from tests.factories.accounts import create_account

FULL_SECOND = datetime(2026, 11, 29, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        FULL_SECOND,
        FULL_SECOND + timedelta(microseconds=1),
        FULL_SECOND.astimezone(timezone(timedelta(hours=5, minutes=30))),
    ],
)
def test_a_moment_comes_back_as_the_same_one_in_utc(database, moment):
    create_account(database, email_verified_at=moment)

    found = database.one(select(Account.email_verified_at))

    assert found == moment
    assert found.tzinfo is UTC


def test_moments_are_compared_as_such_whatever_their_fraction(database):
    create_account(database, email_verified_at=FULL_SECOND)

    def is_before(moment):
        return database.one(select(Account.email_verified_at < moment))

    assert is_before(FULL_SECOND + timedelta(microseconds=1))
    assert not is_before(FULL_SECOND)
    assert not is_before(FULL_SECOND - timedelta(microseconds=1))


@pytest.mark.only_on("sqlite")
def test_on_sqlite_it_is_text_of_one_length_as_in_the_rows_of_older_versions(database):
    create_account(database, email_verified_at=FULL_SECOND)

    assert database.one(text("SELECT email_verified_at FROM accounts")) == "2026-11-29 08:00:00.000000"


def test_a_moment_without_a_time_zone_is_refused(database):
    with pytest.raises(Exception, match="time zone"):
        create_account(database, email_verified_at=FULL_SECOND.replace(tzinfo=None))
