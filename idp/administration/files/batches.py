"""The rows of a file in batches, each judged against the rows before it."""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

BATCH = 500
"""Rows that are looked at together."""

Progress = Callable[[int], None]
"""Told how many rows were done since the last time."""

RowT = TypeVar("RowT")
JudgedT = TypeVar("JudgedT")


class NamesSeen:
    """The names of the rows before, with their lines: on disk, however many they are."""

    def __init__(self) -> None:
        # A private database of SQLite's own, which vanishes with its connection.
        self._names = sqlite3.connect("")
        self._names.execute("CREATE TABLE names (name TEXT PRIMARY KEY, line INTEGER, content INTEGER) WITHOUT ROWID")

    def close(self) -> None:
        self._names.close()

    def take(self, name: str, line: int, content: int = 0) -> tuple[int, bool] | None:
        """The line that had the name before, and whether its content was the same; None where this is the first."""
        found = self._names.execute("SELECT line, content FROM names WHERE name = ?", (name,)).fetchone()
        if found is None:
            self._names.execute("INSERT INTO names VALUES (?, ?, ?)", (name, line, content))
            return None
        return found[0], found[1] == content


def batches_of(rows: Iterator[RowT], judge: Callable[[RowT, NamesSeen], JudgedT]) -> Iterator[list[JudgedT]]:
    """The rows, each judged with the names of those before."""
    seen = NamesSeen()
    try:
        while batch := [judge(row, seen) for row in islice(rows, BATCH)]:
            yield batch
    finally:
        seen.close()
