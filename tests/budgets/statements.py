"""The statements of a database driver, seen below SQLAlchemy: with BEGIN, COMMIT, and whatever a pool may send."""

import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TextIO

import psycopg
from psycopg.pq import Trace
from sqlalchemy import Engine, event

# What libpq's trace writes when the server has finished a statement: its kind, and often a number of rows.
_COMPLETED = re.compile(r'^B\t\d+\tCommandComplete\t "(\w+)', re.MULTILINE)
_WRITING = frozenset({"INSERT", "UPDATE", "DELETE"})


@contextmanager
def watch_statements(engine: Engine, *held: Any) -> Iterator[list[str]]:
    """The first word of each statement in the block, on ``held`` driver connections and any taken from the pool.

    The list is filled at the end of the block.
    """
    seen: list[str] = []
    watch = _watch_sqlite if engine.dialect.name == "sqlite" else _watch_postgresql
    with ExitStack() as stack:
        watched: list[Any] = []

        def look_at(connection: Any, *_: object) -> None:
            if connection not in watched:
                watched.append(connection)
                stack.enter_context(watch(connection, seen))

        for connection in held:
            look_at(connection)
        event.listen(engine, "checkout", look_at)
        stack.callback(event.remove, engine, "checkout", look_at)
        yield seen


def count_commits(statements: Sequence[str]) -> int:
    """How often something becomes durable: each COMMIT, and each write outside a transaction."""
    commits, in_transaction = 0, False
    for word in statements:
        if word == "BEGIN":
            in_transaction = True
        elif word in {"COMMIT", "ROLLBACK"}:
            in_transaction = False
            commits += word == "COMMIT"
        elif word in _WRITING and not in_transaction:
            commits += 1
    return commits


@contextmanager
def _watch_sqlite(connection: sqlite3.Connection, seen: list[str]) -> Iterator[None]:
    connection.set_trace_callback(lambda statement: seen.append(statement.split()[0].upper()))
    try:
        yield
    finally:
        connection.set_trace_callback(None)


@contextmanager
def _watch_postgresql(connection: psycopg.Connection[Any], seen: list[str]) -> Iterator[None]:
    with tempfile.TemporaryFile("r") as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield
        finally:
            connection.pgconn.untrace()
            seen.extend(_read(trace))


def _read(trace: TextIO) -> list[str]:
    trace.seek(0)
    return _COMPLETED.findall(trace.read())
