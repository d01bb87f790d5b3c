"""Whether the server has ended a connection while it was idle, found out without a round trip."""

import select
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = lazy_module("psycopg")


def watch_for_loss(connection: Connection) -> Callable[[], bool]:
    """A function that tells whether ``connection`` was lost since its last statement, by one system call.

    A PostgreSQL that ends a session says so, or closes the socket: either can be read without asking for it. SQLite has
    no server.
    """
    if connection.dialect.name == "sqlite":
        return lambda: False
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's
    readable = select.poll()
    readable.register(driver.fileno(), select.POLLIN)

    def is_lost() -> bool:
        return driver.closed or (bool(readable.poll(0)) and not _survives_reading(driver, readable))

    return is_lost


def _survives_reading(driver: "psycopg.Connection[Any]", readable: select.poll) -> bool:
    """Take in what the server has sent unasked, as a changed parameter; False where the connection ends with it."""
    try:
        while readable.poll(0):
            driver.pgconn.consume_input()
    except psycopg.Error:
        return False
    return not driver.closed
