"""The columns whose values are wrapped under the master key: each package registers its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import InstrumentedAttribute

_EXTENSION = "idp.wrapped_columns"


@dataclass(frozen=True, slots=True)
class WrappedColumn:
    """A column of wrapped secrets, and the context of each row's, which is part of the wrapping."""

    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
    context: Callable[[Any], str]

    @property
    def table(self) -> str:
        """Name of the table that it belongs to."""
        return str(self.column.class_.__tablename__)


def add_wrapped_column(app: Flask, wrapped: WrappedColumn) -> None:
    """Have the values of a column rewrapped with the others."""
    app.extensions.setdefault(_EXTENSION, []).append(wrapped)


def current_wrapped_columns() -> Sequence[WrappedColumn]:
    """Every column of the application, in the order in which they were registered."""
    columns: list[WrappedColumn] = current_app.extensions.get(_EXTENSION, [])
    return tuple(columns)
