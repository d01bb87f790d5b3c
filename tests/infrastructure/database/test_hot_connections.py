"""The connections on which prepared statements run."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import OperationalError

from idp.infrastructure.database import Prepared, close_held_connection, db, hot_connections, no_row, scalar
from idp.infrastructure.database.hot_connections import hot_connection
from idp.infrastructure.models import CacheVersion

NAME = bindparam("name")
VERSION = Prepared(select(CacheVersion.version).where(CacheVersion.name == NAME), scalar)
INSERT = Prepared(insert(CacheVersion).values(name=NAME, version=bindparam("version")), no_row)


@pytest.fixture
def elsewhere(app):
    """``elsewhere(function, …)`` runs it on another thread of the application; the future is returned."""

    def run(function, *arguments):
        with app.app_context():
            try:
                return function(*arguments)
            finally:
                close_held_connection()

    with ThreadPoolExecutor(1) as pool:
        yield lambda function, *arguments: pool.submit(run, function, *arguments)


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


@pytest.fixture
def writing(database):
    """``writing()`` begins a transaction that holds the write lock of SQLite; called again, it ends it."""
    begun, end = threading.Event(), threading.Event()

    def write():
        with database.transaction() as session:
            session.execute(text("UPDATE cache_versions SET version = version"))
            begun.set()
            assert end.wait(20)

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(20)
    yield end.set
    end.set()
    thread.join()


@pytest.mark.only_on("sqlite")
def test_threads_share_one_connection(elsewhere):
    assert elsewhere(lambda: hot_connection().driver()).result() is hot_connection().driver()


@pytest.mark.only_on("postgresql")
def test_each_thread_has_its_own(elsewhere):
    own = hot_connection().driver()

    assert elsewhere(lambda: hot_connection().driver()).result() is not own


@pytest.mark.only_on("sqlite")
def test_a_write_waits_for_another_transaction_and_holds_up_no_other_statement(writing, elsewhere):
    waiting = elsewhere(INSERT.execute, {"name": "waiting", "version": 7})

    for _ in range(20):
        assert VERSION.first({"name": "clients"}) is not None
    assert not waiting.done()
    writing()

    waiting.result(timeout=20)
    assert VERSION.first({"name": "waiting"}) == 7


@pytest.mark.only_on("sqlite")
def test_it_never_waits_in_the_driver_where_it_would_keep_the_others_waiting():
    assert hot_connection().driver().execute("PRAGMA busy_timeout").fetchone() == (0,)


@pytest.mark.only_on("sqlite")
def test_a_write_gives_up_as_sqlalchemys_error(writing, monkeypatch):
    monkeypatch.setattr(hot_connections, "BUSY_SECONDS", 0.01)

    with pytest.raises(OperationalError, match="locked"):
        INSERT.execute({"name": "never", "version": 7})
    writing()

    assert VERSION.first({"name": "never"}) is None


@pytest.mark.only_on("sqlite")
def test_disposing_of_the_engine_closes_it():
    before = hot_connection().driver()

    db.engine.dispose()

    assert hot_connection().driver() is not before
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        before.execute("SELECT 1")
    assert VERSION.first({"name": "clients"}) is not None
