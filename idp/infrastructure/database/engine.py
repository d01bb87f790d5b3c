"""Engine set-up for SQLite and PostgreSQL."""

import sqlite3
from contextvars import ContextVar
from typing import Any

import orjson
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from idp.infrastructure.database.base import Base
from idp.infrastructure.database.sqlite_files import create_files_privately
from idp.settings import Settings

STATEMENT_SECONDS = 15
"""How long PostgreSQL may work on one statement. Behind a pooler the database's role has to have such a limit."""

# What is raised when the database is away, or too busy.
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
db = SQLAlchemy(model_class=Base, disable_autonaming=True)

# A pooler gives each transaction another session of the server: what belongs to a session (settings, prepared
# statements) would be missing there, or be that of another program.
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "none": {"options": f"-c statement_timeout={STATEMENT_SECONDS * 1000}"},
    "transaction": {"prepare_threshold": None},
}

# How the next transaction starts on SQLite. IMMEDIATE takes the write lock at once: a transaction that reads first and
# writes later would otherwise lose updates or fail half-way. Pages that only read start DEFERRED and lock nobody out.
sqlite_begin: ContextVar[str] = ContextVar("sqlite_begin", default="BEGIN IMMEDIATE")


def init_database(app: Flask, settings: Settings) -> None:
    """Bind the application to the database of its settings."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database.url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Options for ``create_engine``."""
    options: dict[str, Any] = {
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
        # An error names the statement, not what it was given: errors are logged.
        "hide_parameters": True,
        # Each thread holds one connection for the hot paths and may take one for a request's transaction.
        "pool_size": max(settings.database.pool_size, settings.server.threads),
        "max_overflow": settings.server.threads * 2,
    }
    if make_url(settings.database.url).get_backend_name() == "sqlite":
        options["connect_args"] = {"isolation_level": None, "check_same_thread": False}
    else:
        options["pool_pre_ping"] = True
        options["connect_args"] = {"connect_timeout": 5} | _ARGUMENTS[settings.database.pooler]
    return options


def prepare_engine(engine: Engine) -> None:
    """Hang the SQLite set-up on ``engine``; PostgreSQL needs none."""
    if engine.dialect.name == "sqlite":
        create_files_privately(engine)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(dbapi_connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=5000",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # The driver is told to start no transactions (isolation_level None); in autocommit nobody does.
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(sqlite_begin.get())
