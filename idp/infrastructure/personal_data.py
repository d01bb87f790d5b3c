"""What is stored about a person and told on request: each package registers the tables that it owns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Table

_SECTIONS, _UNTOLD = "idp.export_sections", "idp.untold_tables"

Restriction = Callable[[Table, Collection[str]], ColumnElement[bool]]
"""Which rows of a table are told, given the e-mail addresses that are the account's own."""

Say = Callable[[Any], object]
"""A stored value as a reader is told it; None for what says nothing to people."""


def say_nothing(_: Any) -> None:
    """For a column whose values say nothing to people."""


@dataclass(frozen=True, slots=True)
class ExportSection:
    """What is told of a table: ``names`` (with spaces between) of columns, in rows whose ``owner`` column holds the
    account's id and that ``only`` does not leave out.

    ``computed`` are values that the table itself does not have, by name: an expression over its columns for each.

    ``words`` say a column's value to a reader where it is one of ours, such as a state or an identifier; what they make
    None of is left out there. A file for programs has the values as they are.

    ``order`` counts upwards. ``title`` and ``labels`` are lazy texts; a column needs a label here unless it has one of
    those that many tables share (:mod:`idp.accounts.export.labels`).
    """

    table: str
    title: str
    names: str
    order: int
    owner: str = "account_id"
    labels: Mapping[str, str] = field(default_factory=dict)
    only: Restriction | None = None
    computed: Mapping[str, Callable[[Table], ColumnElement[Any]]] = field(default_factory=dict)
    words: Mapping[str, Say] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.names.split())

    def values_in(self, table: Table) -> dict[str, ColumnElement[Any]]:
        """What is selected, by the names under which it is told."""
        made = {name: make(table) for name, make in self.computed.items()}
        return made | {name: table.c[name] for name in self.columns}


def add_export_section(app: Flask, section: ExportSection) -> None:
    """Tell people of a table of theirs."""
    sections: list[ExportSection] = app.extensions.setdefault(_SECTIONS, [])
    sections.append(section)
    sections.sort(key=lambda each: each.order)


def add_untold_table(app: Flask, table: str, reason: str) -> None:
    """Name a table with people in it of which nothing is told, and why."""
    app.extensions.setdefault(_UNTOLD, {})[table] = reason


def export_sections(app: Flask) -> Sequence[ExportSection]:
    """Every section, by its order."""
    sections: list[ExportSection] = app.extensions.get(_SECTIONS, [])
    return tuple(sections)


def untold_tables(app: Flask) -> Mapping[str, str]:
    """The tables of which nothing is told, with the reason."""
    untold: dict[str, str] = app.extensions.get(_UNTOLD, {})
    return untold
