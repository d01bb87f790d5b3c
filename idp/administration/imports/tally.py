"""What came of a file of accounts: numbers, and the first of everything that an operator must look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from idp.administration.files.problems import MOST_LISTED, RowProblem, RowTally


@dataclass(slots=True, kw_only=True)
class Tally(RowTally):
    """Rows by what became of them, or would."""

    new: int = 0
    existing: int = 0
    # The same row once more.
    repeated: int = 0
    # New ones that have no password: they open by a mailed link alone.
    without_password: int = 0
    invited: int = 0
    # New ones that bring an authenticator app along.
    second_factors: int = 0
    existing_lines: list[int] = field(default_factory=list)
    # How many are of each group of the other system.
    groups: dict[str, int] = field(default_factory=dict)
    # What was left out of accounts that are imported.
    notices: list[RowProblem] = field(default_factory=list)

    def count_existing(self, line: int) -> None:
        """The account is there already."""
        self.existing += 1
        if len(self.existing_lines) < MOST_LISTED:
            self.existing_lines.append(line)

    def count_groups(self, names: Iterable[str]) -> None:
        """The groups of an account that is imported."""
        for name in names:
            if name in self.groups or len(self.groups) < MOST_LISTED:
                self.groups[name] = self.groups.get(name, 0) + 1

    def note(self, line: int, notices: Sequence[tuple[str, str]]) -> None:
        """The row is imported without some of its values."""
        self.notices += self.listed(line, notices, len(self.notices))
