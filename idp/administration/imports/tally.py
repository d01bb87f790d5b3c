"""What came of a file: numbers, and the first of everything that an operator must look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_LISTED = 100
"""Problems and lines that are listed; further ones are counted only, so that a wrong file fills no memory."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a line can't be imported. ``column`` is empty where it is about the whole line."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.column} {self.reason}".replace(":  ", ": ")


@dataclass(slots=True)
class Tally:
    """Lines by what became of them, or would."""

    rows: int = 0
    new: int = 0
    existing: int = 0
    invalid: int = 0
    # New ones that have no password: they open by a mailed link alone.
    without_password: int = 0
    invited: int = 0
    existing_lines: list[int] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def count_existing(self, line: int) -> None:
        """The account is there already."""
        self.existing += 1
        if len(self.existing_lines) < MOST_LISTED:
            self.existing_lines.append(line)

    def count_invalid(self, line: int, problems: Sequence[tuple[str, str]]) -> None:
        """The line can't be imported."""
        self.invalid += 1
        room = MOST_LISTED - len(self.problems)
        self.problems += [RowProblem(line, column, reason) for column, reason in problems[:room]]
