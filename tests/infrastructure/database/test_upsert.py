"""INSERT … ON CONFLICT on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave, transaction
from idp.infrastructure.models import RateLimitCounter


@pytest.fixture(autouse=True)
def context(app, database):
    with app.app_context():
        yield


def insert(key_hash, attempts):
    values = {
        "key_hash": key_hash,
        "attempts": attempts,
        "window_started_at": current_time(),
        "window_ends_at": current_time() + timedelta(hours=1),
    }
    with transaction() as session:
        return insert_or_leave(session, RateLimitCounter, values, unique=[RateLimitCounter.key_hash])


def test_a_row_is_inserted_where_there_is_none(database):
    assert insert("one", 1) is True
    assert insert("other", 1) is True

    assert database.count(RateLimitCounter) == 2


def test_a_row_that_is_there_is_left_as_it_is(database):
    insert("one", 1)

    assert insert("one", 7) is False
    assert database.one(select(RateLimitCounter.attempts)) == 1
