"""Statements of the hot paths: compiled once, run on the driver's cursor of the hot connection.

They stay Core statements, and their types convert values on the way in and out as ever; what is left out is what
``Connection.execute`` does around the driver on each call, which costs more than the driver itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import BindParameter, Dialect, Select
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from idp.infrastructure.database.hot_connections import hot_connection
from idp.infrastructure.database.sessions import can_be_replaced

T = TypeVar("T")
Statement = Select[*tuple[Any, ...]] | UpdateBase
Convert = Callable[[Any], Any]
# PostgreSQL's code for a session that it ends on request. A statement that is answered with it has not committed.
_ADMIN_SHUTDOWN = "57P01"


class Prepared(Generic[T]):
    """A statement with named parameters, and what is made of each row that it gives.

    Neither lists of unknown length (``IN``) nor defaults of columns work here: every value is a parameter of its own.
    """

    def __init__(self, statement: Statement, make: Callable[[Sequence[Any]], T]) -> None:
        self._statement = statement
        self._make = make
        self._compiled: tuple[Dialect, _Compiled] | None = None

    def first(self, parameters: Mapping[str, Any]) -> T | None:
        """What is made of the first row; None where there is none."""
        rows = self._run(parameters)
        return self._make(rows[0]) if rows else None

    def one(self, parameters: Mapping[str, Any]) -> T:
        """What is made of the only row. Raises NoResultFound."""
        rows = self._run(parameters)
        if not rows:
            raise NoResultFound
        return self._make(rows[0])

    def all(self, parameters: Mapping[str, Any]) -> list[T]:
        """What is made of every row."""
        return [self._make(row) for row in self._run(parameters)]

    def execute(self, parameters: Mapping[str, Any], session: Session | None = None) -> None:
        """Run a statement that gives no rows; in the transaction of ``session`` where it has one."""
        if session is None:
            self._run(parameters)
        else:
            session.connection().execute(self._statement, dict(parameters))

    def insert_new(self, parameters: Mapping[str, Any]) -> bool:
        """Run an INSERT, outside any transaction, of a row that has nothing unique but its key; of parallel ones with
        one key one returns True."""
        try:
            self._run(parameters)
        except IntegrityError:
            return False
        return True

    def _run(self, parameters: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Once more where the connection was lost and nothing can have been written."""
        try:
            return self._try(parameters)
        except DBAPIError as error:
            if not (error.connection_invalidated and can_be_replaced() and self._has_done_nothing(error)):
                raise
        return self._try(parameters)

    def _has_done_nothing(self, error: DBAPIError) -> bool:
        return self._statement.is_select or getattr(error.orig, "sqlstate", None) == _ADMIN_SHUTDOWN

    def _try(self, parameters: Mapping[str, Any]) -> list[Sequence[Any]]:
        hot = hot_connection()
        compiled = self._compile(hot.dialect)
        return compiled.convert(hot.fetch(compiled.text, compiled.bind(parameters)))

    def _compile(self, dialect: Dialect) -> "_Compiled":
        """One application has one dialect; another one compiles anew."""
        held = self._compiled
        if held is None or held[0] is not dialect:
            held = self._compiled = (dialect, _compile(self._statement, dialect))
        return held[1]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in the words of a dialect. ``order`` lists its parameters where they are bound by position.

    None is NULL for every type, and needs no conversion.
    """

    text: str
    order: tuple[str, ...] | None
    constants: Mapping[str, Any]
    inputs: Mapping[str, Convert | None]
    outputs: tuple[tuple[int, Convert], ...]

    def bind(self, parameters: Mapping[str, Any]) -> Any:
        values = dict(self.constants)
        for name, convert in self.inputs.items():
            value = parameters[name]
            values[name] = value if convert is None or value is None else convert(value)
        return values if self.order is None else tuple([values[name] for name in self.order])

    def convert(self, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        converted: list[Sequence[Any]] = []
        for row in rows:
            values = list(row)
            for position, convert in self.outputs:
                if values[position] is not None:
                    values[position] = convert(values[position])
            converted.append(values)
        return converted


def _compile(statement: Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params or compiled.literal_execute_params:
        raise TypeError("this statement can't be compiled once for all values")
    given = [(name, bind, _convert_input(bind, dialect)) for name, bind in compiled.binds.items()]
    return _Compiled(
        text=compiled.string,
        order=tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        constants={
            name: bind.effective_value if convert is None else convert(bind.effective_value)
            for name, bind, convert in given
            if not bind.required
        },
        inputs={name: convert for name, bind, convert in given if bind.required},
        outputs=tuple(_convert_outputs([column.type for column in statement.exported_columns], dialect)),
    )


def _convert_input(bind: BindParameter[Any], dialect: Dialect) -> Convert | None:
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


def _convert_outputs(types: Sequence[TypeEngine[Any]], dialect: Dialect) -> list[tuple[int, Convert]]:
    # The driver's own type of a column matters to numbers alone, of which there are none here.
    found = [(n, kind.dialect_impl(dialect).result_processor(dialect, None)) for n, kind in enumerate(types)]
    return [(position, convert) for position, convert in found if convert is not None]


def no_row(row: Sequence[Any]) -> None:
    """For statements that give no rows."""


def scalar(row: Sequence[Any]) -> Any:
    """The only value of a row."""
    return row[0]
