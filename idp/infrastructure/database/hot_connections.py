"""The connections on which prepared statements run, each in autocommit.

On PostgreSQL every thread holds one, so that none waits for the round trip of another. On SQLite the process shares
one: SQLite drops the pages that it has read as soon as another connection writes, so that with several connections
nearly every statement would read its pages anew.
"""

import sqlite3
import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from idp.infrastructure.database.engine import db
from idp.infrastructure.database.sessions import connection, open_in_autocommit

BUSY_SECONDS = 5.0
"""How long a write waits for the transaction of another connection; statements of other threads go ahead meanwhile."""
_PAUSE_SECONDS = 0.001
_EXTENSION = "einlass hot connection"


class HotConnection(Protocol):
    """Runs statements in the words of ``dialect``."""

    dialect: Dialect

    def fetch(self, text: str, values: Any) -> list[Sequence[Any]]:
        """The rows of a statement, none for one that gives no rows. Raises DBAPIError."""
        ...

    def driver(self) -> DBAPIConnection:
        """The driver's connection that the next statement of this thread uses."""
        ...


class ThreadConnections:
    """The held connection of each thread. One that is gone is given up; the next statement opens another."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._failure = engine.dialect.loaded_dbapi.Error

    def fetch(self, text: str, values: Any) -> list[Sequence[Any]]:
        """Run it on this thread's connection."""
        held = connection()
        driver = _driver_of(held)
        try:
            return _fetch(driver, text, values)
        except self._failure as error:
            is_gone = self.dialect.is_disconnect(error, driver, None)
            if is_gone:
                held.invalidate(error)
            raise _as_sqlalchemys(error, text, self.dialect, is_gone=is_gone) from error

    def driver(self) -> DBAPIConnection:
        """That of this thread."""
        return _driver_of(connection())


class SharedConnection:
    """One connection for all threads, which take turns."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._turn = threading.Lock()
        self._connection: Connection | None = None
        self._driver: DBAPIConnection | None = None
        # A fork must not inherit it: whoever forks disposes of the engine before.
        event.listen(engine, "engine_disposed", lambda _: self.close())

    def fetch(self, text: str, values: Any) -> list[Sequence[Any]]:
        """Run it when it is this thread's turn, and again for ``BUSY_SECONDS`` where another connection is writing."""
        give_up_at: float | None = None
        while True:
            try:
                with self._turn:
                    return _fetch(self._get(), text, values)
            except sqlite3.Error as error:
                give_up_at = give_up_at or time.monotonic() + BUSY_SECONDS
                if not _is_busy(error) or time.monotonic() >= give_up_at:
                    raise _as_sqlalchemys(error, text, self.dialect) from error
            time.sleep(_PAUSE_SECONDS)

    def driver(self) -> DBAPIConnection:
        """That of all threads, to look at while none of them uses it."""
        with self._turn:
            return self._get()

    def close(self) -> None:
        """Close it; the next statement opens another."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = self._driver = None

    def _get(self) -> DBAPIConnection:
        if self._driver is None:
            self._connection = open_in_autocommit(self._engine)
            # It never goes back to the pool: it does not wait in the driver, where it would keep the others waiting.
            self._connection.detach()
            self._driver = _driver_of(self._connection)
            _fetch(self._driver, "PRAGMA busy_timeout=0", ())
        return self._driver


def init_hot_connection(app: Flask) -> None:
    """Choose how this application's prepared statements run."""
    with app.app_context():
        engine = db.engine
    kind = SharedConnection if engine.dialect.name == "sqlite" else ThreadConnections
    app.extensions[_EXTENSION] = kind(engine)


def hot_connection() -> HotConnection:
    """The connection of the application that answers this request."""
    found: HotConnection = current_app.extensions[_EXTENSION]
    return found


def _driver_of(held: Connection) -> DBAPIConnection:
    # Only a connection that was closed has none.
    return held.connection.dbapi_connection  # type: ignore[return-value]


def _fetch(driver: DBAPIConnection, text: str, values: Any) -> list[Sequence[Any]]:
    cursor = driver.cursor()
    try:
        cursor.execute(text, values)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        cursor.close()


def _is_busy(error: sqlite3.Error) -> bool:
    # Errors of the driver's own have no code; of an extended code the lower byte is the primary one.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _as_sqlalchemys(error: Exception, text: str, dialect: Dialect, *, is_gone: bool = False) -> BaseException:
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    )
