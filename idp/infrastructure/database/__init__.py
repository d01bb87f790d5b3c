"""The database: engine set-up, typed base, transactions, the held connection of the hot paths, migrations.

Owns every BEGIN and COMMIT of the product. Which rows there are belongs to the packages' ``models.py``.

Three ways in, one for each kind of work:

- :func:`current_session`: the ORM session of this request, one transaction, committed with the response;
- :func:`transaction`: a short transaction of its own, for what must hold whatever becomes of the request
  (rate limits, the audit of failures), for commands and for background work;
- :func:`connection`: this thread's held connection in autocommit, for hot reads and single-statement writes;
  :func:`reading` is an ORM session on it, for pages that read first and write much later. :class:`Prepared` runs them
  at the least cost, on SQLite over one connection for all threads (``hot_connections``).
"""

from idp.infrastructure.database.base import Base, JsonDocument, JsonTuple, UtcDateTime, Words
from idp.infrastructure.database.engine import UNAVAILABLE, db, init_database
from idp.infrastructure.database.prepared import Prepared, no_row, scalar
from idp.infrastructure.database.sessions import (
    close_held_connection,
    connection,
    current_session,
    expect_writes,
    is_in_transaction,
    reading,
    transaction,
)
from idp.infrastructure.database.upsert import dialect_insert, dialect_of, insert_or_leave

__all__ = [
    "UNAVAILABLE",
    "Base",
    "JsonDocument",
    "JsonTuple",
    "Prepared",
    "UtcDateTime",
    "Words",
    "close_held_connection",
    "connection",
    "current_session",
    "db",
    "dialect_insert",
    "dialect_of",
    "expect_writes",
    "init_database",
    "insert_or_leave",
    "is_in_transaction",
    "no_row",
    "reading",
    "scalar",
    "transaction",
]
