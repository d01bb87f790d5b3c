"""What has had its time is deleted; what may still be asked about stays."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import now
from idp.infrastructure.housekeeping import chores_of
from idp.infrastructure.one_time_links import OneTimeLink, Purpose
from idp.infrastructure.pruning import BATCH, prune
from idp.infrastructure.rate_limits import RateLimitCounter


@pytest.fixture
def do_chores(app):
    def work():
        with app.app_context():
            for chore in chores_of(app):
                chore()

    return work


def link(name, expires_at):
    return OneTimeLink(purpose=Purpose.PASSWORD_RESET, subject=name, token_hash=name, expires_at=expires_at)


def counter(name, ends_at):
    return RateLimitCounter(key_hash=name, window_started_at=now(), window_ends_at=ends_at, attempts=1)


def test_a_link_is_kept_for_a_month_after_it_expired(database, do_chores):
    database.save(link("old", now() - timedelta(days=31)), link("recent", now() - timedelta(days=29)))
    do_chores()

    assert database.count(OneTimeLink) == 1


def test_a_counter_goes_when_its_window_is_over(database, do_chores):
    database.save(counter("over", now() - timedelta(seconds=1)), counter("open", now() + timedelta(minutes=1)))
    do_chores()

    assert database.count(RateLimitCounter) == 1


def test_more_rows_than_a_batch_are_deleted_in_several(database, app):
    moment = now() - timedelta(seconds=1)
    database.save(*(counter(str(number), moment) for number in range(BATCH + 5)))
    with app.app_context():
        assert prune(RateLimitCounter, RateLimitCounter.window_ends_at, now()) == BATCH + 5

    assert database.count(RateLimitCounter) == 0
