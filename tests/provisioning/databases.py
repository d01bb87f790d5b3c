"""The migrated databases of one worker, one for each kind, emptied between tests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, Select, create_engine, delete, func, insert, make_url, select
from sqlalchemy.orm import Session

from idp.infrastructure.database import Base
from idp.infrastructure.database.engine import engine_options, prepare_engine
from idp.models import import_models
from idp.oauth.provider_keys.models import ProviderKey
from idp.settings import Settings

KINDS = ("sqlite", "postgresql")
T = TypeVar("T")
M = TypeVar("M", bound=Base)

_STAYING = frozenset({"cache_versions", "provider_keys"})
_CUT = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_RAISE_KEYS = "UPDATE cache_versions SET version = version + 1 WHERE name = 'provider_keys'"
_RAISE_ALL_BUT_KEYS = "UPDATE cache_versions SET version = version + 1 WHERE name <> 'provider_keys'"

import_models()


@cache
def _emptied() -> Sequence[str]:
    """The tables that are emptied, children first."""
    return [table.name for table in reversed(Base.metadata.sorted_tables) if table.name not in _STAYING]


@cache
def _find_filled() -> str:
    """A statement that finds those with a row."""
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in _emptied())


@cache
def _count_rows(left_out: frozenset[str]) -> str:
    """One statement for all other tables: asking each on its own takes as long as most tests."""
    names = [table.name for table in Base.metadata.sorted_tables if table.name not in left_out]
    return f"SELECT {', '.join(f'(SELECT count(*) FROM {name}) AS {name}' for name in names)}"


class Database:
    """One database with the product's schema, and a test's own way into it.

    What a test writes or reads here is a committed transaction of its own, never one that a request might see half.
    """

    def __init__(self, kind: str, url: str) -> None:
        self.kind = kind
        self.url = url
        self.engine = make_engine(url)
        self._signing_keys: Sequence[Mapping[str, Any]] = ()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that is committed at the end of the block; its objects stay readable afterwards."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def save(self, *rows: Any) -> None:
        """Store rows, and their changes where they came from here."""
        with self.transaction() as session:
            for row in rows:
                session.add(row)

    def change(self, row: Any, **values: Any) -> None:
        """Store other values in a row that came from here."""
        for name, value in values.items():
            setattr(row, name, value)
        self.save(row)

    def rows(self, statement: Select[tuple[T]]) -> Sequence[T]:
        """What a statement finds."""
        with self.transaction() as session:
            return session.scalars(statement).all()

    def one(self, statement: Select[tuple[T]]) -> T:
        """The only row that a statement finds."""
        with self.transaction() as session:
            return session.scalars(statement).one()

    def count(self, model: type[M]) -> int:
        """How many rows there are."""
        with self.transaction() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def row_counts(self, *, left_out: frozenset[str]) -> dict[str, int]:
        """How many rows every table has, but for those."""
        with self.engine.connect() as connection:
            return dict(connection.exec_driver_sql(_count_rows(left_out)).one()._mapping)

    def empty(self) -> None:
        """Delete every row, children first, and tell the applications that their cached copies are old.

        Deleting is faster than TRUNCATE on small tables (PostgreSQL makes new files for each), and than a fresh copy
        of a SQLite file, because it need not be opened anew; most tests fill few tables. The signing keys stay: reading
        an RSA key into memory takes longer than most tests, so it must not happen for each.
        """
        with self.engine.begin() as connection:
            if self.kind == "postgresql":
                # A transaction that a test left open is an error here, not an endless wait.
                connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            filled = set(connection.exec_driver_sql(_find_filled()).scalars())
            for name in _emptied():
                if name in filled:
                    connection.exec_driver_sql(f"DELETE FROM {name}")
            connection.exec_driver_sql(_RAISE_ALL_BUT_KEYS)
            self._restore_signing_keys(connection)

    def hold_signing_keys(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """The signing keys that every test starts with."""
        self._signing_keys = rows
        with self.engine.begin() as connection:
            self._restore_signing_keys(connection)

    def remove_signing_keys(self) -> None:
        """For a test that starts before there were any."""
        with self.engine.begin() as connection:
            connection.execute(delete(ProviderKey))
            connection.exec_driver_sql(_RAISE_KEYS)

    def _restore_signing_keys(self, connection: Connection) -> None:
        there = connection.execute(select(ProviderKey.kid, ProviderKey.state)).all()
        if sorted(tuple(row) for row in there) != sorted((row["kid"], row["state"]) for row in self._signing_keys):
            connection.execute(delete(ProviderKey))
            connection.execute(insert(ProviderKey), self._signing_keys)
            connection.exec_driver_sql(_RAISE_KEYS)

    def cut_connections(self) -> None:
        """End every session that a PostgreSQL server has on this database, as its restart does; ours begins anew."""
        self.close()
        with self.engine.begin() as connection:
            connection.exec_driver_sql(_CUT)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


NewDatabase = Callable[[Path], Database]
"""Makes a SQLite database of one's own in a file."""


def make_engine(url: str) -> Engine:
    """An engine set up as the product's own."""
    settings = Settings.model_construct()
    options = engine_options(
        settings.model_copy(update={"database": settings.database.model_copy(update={"url": url})})
    )
    engine = create_engine(url, **options)
    prepare_engine(engine)
    return engine


def create_postgresql_database(server: str, name: str, template: str = "template1") -> str:
    """Make a copy of a database on the server, by default of an empty one, in place of one of that name; returns its
    URL."""
    maintenance = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_postgresql_database(server: str, name: str) -> None:
    """Drop a database, also while sessions are connected to it."""
    maintenance = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
