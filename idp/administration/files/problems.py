"""What is wrong about a file, by line, and how much of it is listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MOST_LISTED = 100
"""Problems and rows that are listed; further ones are counted only, so that a wrong file fills no memory."""


class Unfit(ValueError):
    """A value can't be taken; the text says what is wrong about it and never what it is."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong about a row, or was left out of it. ``column`` is empty where it is about the whole row."""

    line: int
    column: str
    reason: str
    unit: str = "line"

    def __str__(self) -> str:
        return f"{self.unit} {self.line}: {self.column} {self.reason}".replace(":  ", ": ")


@dataclass(slots=True, kw_only=True)
class RowTally:
    """Rows, and those that can't be imported. ``unit`` is what they are counted by: lines, or entries of a document;
    ``left_out`` are the names in the file that no column has."""

    rows: int = 0
    invalid: int = 0
    unit: str = "line"
    problems: list[RowProblem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def count_row(self, unit: str, left_out: Iterable[str]) -> None:
        """A row, whatever becomes of it."""
        self.rows += 1
        self.unit = unit
        room = MOST_LISTED - len(self.left_out)
        self.left_out += [name for name in dict.fromkeys(left_out) if name not in self.left_out][:room]

    def count_invalid(self, line: int, problems: Sequence[tuple[str, str]]) -> None:
        """The row can't be imported."""
        self.invalid += 1
        self.problems += self.listed(line, problems, len(self.problems))

    def listed(self, line: int, found: Sequence[tuple[str, str]], listed: int) -> list[RowProblem]:
        """As many of what was found in a row as there is room for beside the ``listed`` ones."""
        return [RowProblem(line, column, reason, self.unit) for column, reason in found[: MOST_LISTED - listed]]
