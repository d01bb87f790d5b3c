"""JSON Lines (NDJSON): one object a line. Memory does not grow with the file."""

from collections.abc import Iterator
from typing import TextIO

import orjson

from idp.administration.files.containers.text import lines_of
from idp.administration.files.records import Record


def is_json_lines(beginning: str) -> bool:
    """Whether the first line is an object, and no document that holds the accounts within."""
    first, _, rest = beginning.partition("\n")
    try:
        document = orjson.loads(first)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        # A broken first line with others that begin as objects do.
        return rest.lstrip().startswith("{")
    return not isinstance(document.get("users"), list)


def read_json_lines(file: TextIO) -> Iterator[Record]:
    """Every line that is not empty."""
    for line, text in enumerate(lines_of(file), start=1):
        if text.strip():
            yield _record(line, text)


def _record(line: int, text: str) -> Record:
    try:
        document = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return Record(line, problems=[("", "is not valid JSON in UTF-8")])
    if not isinstance(document, dict):
        return Record(line, problems=[("", "is not a JSON object")])
    return Record(line, document)
