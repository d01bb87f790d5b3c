"""INSERT … ON CONFLICT: each database has its own statement, and SQLAlchemy's common INSERT has none."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.orm import InstrumentedAttribute, Session

from idp.infrastructure.database.base import Base

Insert = PostgresqlInsert | SqliteInsert


def dialect_of(session: Session) -> str:
    """The name of the session's database system."""
    return session.get_bind().dialect.name


def dialect_insert(dialect: str, model: type[Base]) -> Insert:
    """An INSERT in the words of ``dialect``."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(model)


def insert_or_leave(
    session: Session,
    model: type[Base],
    values: Mapping[str, Any],
    *,
    unique: Sequence[InstrumentedAttribute[Any]],
) -> bool:
    """Insert a row unless there is one with the same values of the ``unique`` columns; False where there is.

    Of parallel attempts one inserts, and the others wait for its transaction to end.
    """
    statement = dialect_insert(dialect_of(session), model).values(values).on_conflict_do_nothing(index_elements=unique)
    return session.scalar(statement.returning(literal(1))) is not None
