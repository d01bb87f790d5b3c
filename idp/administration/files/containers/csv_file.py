"""CSV as databases and spreadsheets write it: commas, semicolons or tabs, texts in quotation marks over lines."""

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TextIO

from idp.administration.errors import UnreadableFile
from idp.administration.files.containers.text import is_well_encoded, lines_of
from idp.administration.files.records import Record

_DELIMITERS = ",;\t|"
# What MySQL and SQL Server write for no value.
_NO_VALUE = frozenset({"NULL", "\\N"})

Headless = Callable[[Sequence[str]], Sequence[str] | None]
"""The names of the columns of a file without a head, told from its first line; None where it is no such file."""

HEADLESS: list[Headless] = []
"""Formats whose files have no head add what tells them."""


def read_csv(file: TextIO) -> Iterator[Record]:
    """The head, and every line that is not empty."""
    lines = lines_of(file)
    head, start = _head(lines)
    delimiter = max(_DELIMITERS, key=head.count)
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if names := next((found for each in HEADLESS if (found := each(columns))), None):
        columns, lines, start = list(names), chain([head], lines), start - 1
    if len({name for name in columns if name}) < len([name for name in columns if name]):
        raise UnreadableFile(problem="The first line names a column twice.")
    yield Record(start, dict.fromkeys(filter(None, columns), ""), is_head=True)
    yield from _records(lines, delimiter, columns, start)


def _head(lines: Iterator[str]) -> tuple[str, int]:
    """The first line that holds something, and its number; Excel may write the delimiter in a line before it."""
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lower().startswith("sep="):
            return line, number
    return "", 1


def _records(lines: Iterator[str], delimiter: str, columns: Sequence[str], offset: int) -> Iterator[Record]:
    """``offset`` is how many lines stand before these."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    end = offset
    while True:
        start = end + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            # The reader does not find back to the beginning of a line.
            yield Record(start, problems=[("", "can't be read from here on: is a quotation mark missing?")])
            return
        if cells is None:
            return
        end = reader.line_num + offset
        if any(cells):
            yield _record(start, columns, cells)


def _record(line: int, columns: Sequence[str], cells: list[str]) -> Record:
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(columns):
        return Record(line, problems=[("", f"has {len(cells)} columns instead of {len(columns)}")])
    fields = dict(zip(columns, cells, strict=True))
    if broken := [name for name, text in fields.items() if not is_well_encoded(text)]:
        return Record(line, problems=[(name, "is not UTF-8") for name in broken])
    return Record(line, {name: "" if text in _NO_VALUE else text for name, text in fields.items() if name})
