"""Reading a file line by line: CSV with a head, or one JSON object a line. Memory does not grow with the file."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TextIO

import orjson

from idp.administration.errors import UnreadableFile
from idp.administration.imports.columns import COLUMNS

Format = Literal["csv", "jsonl"]
SUFFIXES: Mapping[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_LONGEST_LINE = 65536
_DELIMITERS = ",;\t"
# What may be repeated of a name that is not known: nothing that could be an address or a hash.
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]{0,29}")


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on a line, counted from 1: texts by column, or problems as (column or "", reason)."""

    line: int
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[tuple[str, str]] = ()


def find_format(path: Path) -> Format | None:
    """By the end of the file's name."""
    return SUFFIXES.get(path.suffix.lower())


def read_rows(path: Path, kind: Format) -> Iterator[Row]:
    """Every line that is not empty. Raises :class:`UnreadableFile`."""
    try:
        # What is no UTF-8 becomes lone surrogates, so that the line can be named.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield from _read_csv(file) if kind == "csv" else _read_json_lines(file)
    except OSError as error:
        raise UnreadableFile(problem=f"{path} can't be read: {error.strerror}.") from error


def _lines(file: TextIO) -> Iterator[str]:
    """Lines of a length that a person's data have; a longer one ends the reading rather than fill the memory."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and not line.endswith("\n"):
            raise UnreadableFile(problem="The file holds a line of more than 65,536 characters.")
        yield line


def _read_csv(file: TextIO) -> Iterator[Row]:
    lines = _lines(file)
    head = next(lines, "")
    delimiter = max(_DELIMITERS, key=head.count)
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    _check_head(columns)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    end = 1
    while True:
        start = end + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            # The reader does not find back to the beginning of a line.
            yield Row(start, problems=[("", "can't be read from here on: is a quotation mark missing?")])
            return
        if cells is None:
            return
        end = reader.line_num + 1
        if any(cells):
            yield _csv_row(start, columns, cells)


def _csv_row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(columns):
        return Row(line, problems=[("", f"has {len(cells)} columns instead of {len(columns)}")])
    return _checked(line, dict(zip(columns, cells, strict=True)))


def _check_head(columns: Sequence[str]) -> None:
    known = ", ".join(COLUMNS)
    if "email" not in columns:
        raise UnreadableFile(problem=f"The first line must name the columns, email among them. There may be: {known}.")
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise UnreadableFile(problem=f"There is no column {', '.join(map(_shown, unknown))}. There may be: {known}.")
    if len(set(columns)) < len(columns):
        raise UnreadableFile(problem="The first line names a column twice.")


def _read_json_lines(file: TextIO) -> Iterator[Row]:
    for line, text in enumerate(_lines(file), start=1):
        if text.strip():
            yield _json_row(line, text)


def _json_row(line: int, text: str) -> Row:
    try:
        document = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return Row(line, problems=[("", "is not valid JSON in UTF-8")])
    if not isinstance(document, dict):
        return Row(line, problems=[("", "is not a JSON object")])
    if unknown := [name for name in document if name not in COLUMNS]:
        return Row(line, problems=[("", f"has an unknown column: {', '.join(map(_shown, unknown))}")])
    values = {name: _text(value) for name, value in document.items()}
    if wrong := [name for name, value in values.items() if value is None]:
        return Row(line, problems=[(name, "is neither text, a number nor true or false") for name in wrong])
    return _checked(line, {name: value or "" for name, value in values.items()})


def _text(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int)) else None


def _checked(line: int, values: Mapping[str, str]) -> Row:
    broken = [name for name, text in values.items() if any("\ud800" <= letter <= "\udfff" for letter in text)]
    if broken:
        return Row(line, problems=[(name, "is not UTF-8") for name in broken])
    return Row(line, values)


def _shown(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else "(a name that is not repeated here)"
