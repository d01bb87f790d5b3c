"""Transactions: the request's, short ones of their own, and the held autocommit connection."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, Response, has_app_context, request
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from idp.infrastructure.database.engine import db, sqlite_begin
from idp.infrastructure.database.liveness import watch_for_loss


class _Held(threading.local):
    """What this thread holds between requests.

    ``is_lost`` tells whether the server has ended the connection; ``readings`` counts the sessions open on it.
    """

    connection: Connection | None = None
    engine: Engine | None = None
    is_lost: Callable[[], bool] | None = None
    readings: int = 0


_held = _Held()
_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def current_session() -> Session:
    """The ORM session of this request: one transaction, committed when a response is returned."""
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """A transaction of its own on its own connection, committed at the end of the block, rolled back by an exception.

    Needs an application context, and on SQLite that the request's session has not written yet: there is one writer.
    """
    token = sqlite_begin.set("BEGIN IMMEDIATE")
    try:
        with Session(db.engine) as session, session.begin():
            yield session
    finally:
        sqlite_begin.reset(token)


@contextmanager
def reading() -> Iterator[Session]:
    """ORM reads outside any transaction, on the held connection; what was found stays readable and is never written.

    For a page that does slow work (a password hash) between reading and writing.
    """
    with Session(connection(), expire_on_commit=False) as session:
        _held.readings += 1
        try:
            yield session
        finally:
            _held.readings -= 1
        session.expunge_all()


def expect_writes() -> None:
    """Take the write lock with the first statement; called first by the few pages that write on a GET.

    On SQLite a transaction that has read can no longer write once another one has.
    """
    sqlite_begin.set("BEGIN IMMEDIATE")


def is_in_transaction() -> bool:
    """Whether the request's transaction is open, which no slow work may hold up."""
    return has_app_context() and db.session.registry.has() and db.session().in_transaction()


def connection() -> Connection:
    """This thread's connection in autocommit: each statement is a transaction of its own.

    It is held between requests, which saves the pool and the transaction round trips on the hot paths. One that the
    server has ended meanwhile is replaced, so that no request finds out by failing.
    """
    engine = db.engine
    held = _held.connection
    if held is None or held.invalidated or held.closed or _held.engine is not engine or _is_lost(held):
        close_held_connection()
        held = open_in_autocommit(engine)
        _held.connection, _held.engine, _held.is_lost = held, engine, watch_for_loss(held)
    return held


def can_be_replaced() -> bool:
    """Whether nothing but the next statement depends on the held connection."""
    return _held.readings == 0


def _is_lost(held: Connection) -> bool:
    if not can_be_replaced() or _held.is_lost is None or not _held.is_lost():
        return False
    held.invalidate()
    return True


def open_in_autocommit(engine: Engine) -> Connection:
    """A connection on which each statement is a transaction of its own."""
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def close_held_connection() -> None:
    """Give this thread's held connection back; the next :func:`connection` opens another."""
    held = _held.connection
    if held is not None:
        _held.connection = None
        held.close()


def init_transactions(app: Flask) -> None:
    """One transaction per request: begun by first use, ended with the response."""

    @app.before_request
    def choose_how_to_begin() -> None:
        sqlite_begin.set("BEGIN" if request.method in _READING_METHODS else "BEGIN IMMEDIATE")

    @app.after_request
    def commit_with_the_response(response: Response) -> Response:
        if db.session.registry.has():
            db.session.commit()
        return response


def roll_back() -> None:
    """Undo the request's transaction; called for every exception that leaves a view."""
    if db.session.registry.has():
        db.session.rollback()
