"""What came of a file: numbers, and the first of everything that an operator must look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_LISTED = 100
"""Problems and rows that are listed; further ones are counted only, so that a wrong file fills no memory."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong about a row, or was left out of it. ``column`` is empty where it is about the whole row."""

    line: int
    column: str
    reason: str
    unit: str = "line"

    def __str__(self) -> str:
        return f"{self.unit} {self.line}: {self.column} {self.reason}".replace(":  ", ": ")


@dataclass(slots=True)
class Tally:
    """Rows by what became of them, or would. ``unit`` is what they are counted by: lines, or entries of a document."""

    rows: int = 0
    new: int = 0
    existing: int = 0
    # The same row once more.
    repeated: int = 0
    invalid: int = 0
    # New ones that have no password: they open by a mailed link alone.
    without_password: int = 0
    invited: int = 0
    unit: str = "line"
    existing_lines: list[int] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    # What was left out of accounts that are imported.
    notices: list[RowProblem] = field(default_factory=list)
    # Names in the file that no column has.
    left_out: list[str] = field(default_factory=list)

    def count_existing(self, line: int) -> None:
        """The account is there already."""
        self.existing += 1
        if len(self.existing_lines) < MOST_LISTED:
            self.existing_lines.append(line)

    def count_invalid(self, line: int, problems: Sequence[tuple[str, str]]) -> None:
        """The row can't be imported."""
        self.invalid += 1
        self.problems += self._listed(line, problems, len(self.problems))

    def note(self, line: int, notices: Sequence[tuple[str, str]]) -> None:
        """The row is imported without some of its values."""
        self.notices += self._listed(line, notices, len(self.notices))

    def note_left_out(self, names: Sequence[str]) -> None:
        """Names in the file that no column has."""
        room = MOST_LISTED - len(self.left_out)
        self.left_out += [name for name in dict.fromkeys(names) if name not in self.left_out][:room]

    def _listed(self, line: int, found: Sequence[tuple[str, str]], listed: int) -> list[RowProblem]:
        return [RowProblem(line, column, reason, self.unit) for column, reason in found[: MOST_LISTED - listed]]
