"""Transactions: parallel writers lose nothing, an error leaves nothing, a held connection comes back."""

import pytest
from sqlalchemy import select, text, update

from idp.infrastructure.database import (
    connection,
    current_session,
    expect_writes,
    transaction,
)
from idp.infrastructure.models import CacheVersion
from tests.provisioning.crowd import all_at_once

WRITERS, ROUNDS = 6, 30
NAME = "clients"


def read(database):
    return database.one(select(CacheVersion.version).where(CacheVersion.name == NAME))


@pytest.fixture
def counter(database):
    """A row that everybody reads, and writes one more into."""
    with database.transaction() as session:
        session.execute(update(CacheVersion).where(CacheVersion.name == NAME).values(version=0))
    yield lambda: read(database)


def add_one_by_reading_first(session):
    row = session.get_one(CacheVersion, NAME, with_for_update=True)
    row.version = row.version + 1


def run_together(work):
    def run():
        for _ in range(ROUNDS):
            work()

    all_at_once([run] * WRITERS)


def test_parallel_writers_that_read_first_lose_no_update(app, counter):
    def work():
        with app.app_context(), transaction() as session:
            add_one_by_reading_first(session)

    run_together(work)

    assert counter() == WRITERS * ROUNDS


def test_nor_do_requests_that_write(app, counter):
    def work():
        with app.test_request_context("/", method="POST"):
            expect_writes()
            add_one_by_reading_first(current_session())
            current_session().commit()

    run_together(work)

    assert counter() == WRITERS * ROUNDS


@pytest.mark.only_on("sqlite")
def test_sqlite_is_set_up_for_parallel_work(app):
    with app.app_context():
        pragmas = {
            name: connection().execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


def test_an_error_leaves_nothing_half_written(app, counter):
    with app.app_context(), pytest.raises(ZeroDivisionError), transaction() as session:
        add_one_by_reading_first(session)
        session.flush()
        _ = 1 / 0

    assert counter() == 0


def test_a_statement_on_the_held_connection_is_there_at_once(app, counter):
    with app.app_context():
        connection().execute(update(CacheVersion).where(CacheVersion.name == NAME).values(version=7))

        assert counter() == 7


def test_a_thread_holds_its_connection_between_requests(app):
    with app.app_context():
        first = connection()
    with app.app_context():
        assert connection() is first


def test_a_connection_that_broke_is_replaced(app, counter):
    with app.app_context():
        connection().invalidate()

        assert connection().execute(text("SELECT 1")).scalar() == 1


@pytest.mark.only_on("sqlite")
def test_a_page_that_only_reads_locks_nobody_out(app, counter):
    with app.test_request_context("/", method="GET"):
        app.preprocess_request()
        current_session().execute(text("SELECT * FROM cache_versions"))
        # Somebody else writes meanwhile, and need not wait.
        with app.app_context(), transaction() as session:
            add_one_by_reading_first(session)
        current_session().rollback()

    assert counter() == 1
