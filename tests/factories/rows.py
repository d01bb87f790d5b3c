"""A row of any table, where only one or two of its columns matter."""

from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, String, Table

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, Words
from tests.provisioning.databases import Database

_numbers = count(1)


def save_row(database: Database, model: type[Base], **values: Any) -> Any:
    """Store a row of ``model`` with these values and return its key; what must be there besides is made up."""
    with database.transaction() as session:
        return _insert(session, Base.metadata.tables[model.__tablename__], values)


def _insert(session: Any, table: Table, values: dict[str, Any]) -> Any:
    given = dict(values)
    for column in table.columns:
        if column.name in given or column.nullable:
            continue
        if column.foreign_keys:
            given[column.name] = _insert(session, next(iter(column.foreign_keys)).column.table, {})
        elif column.default is None or column.primary_key:
            given[column.name] = _made_up(column)
    session.execute(table.insert().values(given))
    return given[next(iter(table.primary_key)).name]


def _made_up(column: Column[Any]) -> Any:
    if isinstance(column.type, Words):
        return ("x",)
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, String):
        return f"x{next(_numbers)}"[: kind.length]
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return 1
    if isinstance(kind, LargeBinary):
        return b"x"
    return current_time() if isinstance(kind, DateTime) else []
