"""What stands in a file: records by the other system's names, and rows by our columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Fields = Mapping[str, object]
"""A record's values by the names that the file gives them: texts in CSV, lists of texts in LDIF, any JSON in JSON."""

Problems = Sequence[tuple[str, str]]
"""What is wrong, as (column or "", reason)."""


@dataclass(frozen=True, slots=True)
class Record:
    """One account as the file writes it. ``line`` counts from 1: lines of the file, or ``unit`` "entry" within a
    document. ``is_head``: no account, but the names of the columns."""

    line: int
    fields: Fields = field(default_factory=dict)
    problems: Problems = ()
    unit: str = "line"
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The same by the names of our columns, as texts. ``left_out`` are names in the file that no column has."""

    line: int
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Problems = ()
    unit: str = "line"
    left_out: Sequence[str] = ()


def text_of(value: object) -> str | None:
    """The text of a single value; empty for none, None for what holds several or parts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else None
