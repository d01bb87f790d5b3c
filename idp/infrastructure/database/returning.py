"""Values of other tables in the ``RETURNING`` of a statement, which SQLite gives by sub-selects alone."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")


class _LookedUp(ColumnElement[T]):
    """A sub-select whose columns keep the names of their tables: SQLAlchemy leaves them out within the ``RETURNING`` of
    SQLite, where they then name the columns of the changed table, or nothing."""

    inherit_cache = False

    def __init__(self, subquery: ScalarSelect[T]) -> None:
        self.subquery = subquery
        self.type = subquery.type


@compiles(_LookedUp)
def _compile(element: _LookedUp[Any], compiler: SQLCompiler, **options: Any) -> str:
    options.pop("include_table", None)
    return str(compiler.process(element.subquery, **options))


def looked_up(
    column: ColumnElement[T], source: FromClause, condition: ColumnElement[bool], *, changed: FromClause
) -> ColumnElement[T]:
    """The value of a column of ``source`` in the row that meets ``condition``, which speaks of the changed table."""
    held = select(column).select_from(source).where(condition).correlate(changed)
    return _LookedUp(held.scalar_subquery())
