"""Containers: CSV, JSON Lines, a JSON document, LDIF. Which one a file is, its content tells.

Owns reading records in the shape that the file gives them; what their names mean belongs to ``formats``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from idp.administration.files.containers.csv_file import read_csv
from idp.administration.files.containers.json_document import read_json_document
from idp.administration.files.containers.json_lines import is_json_lines, read_json_lines
from idp.administration.files.containers.ldif_file import is_ldif, read_ldif
from idp.administration.files.containers.text import open_text
from idp.administration.files.records import Record
from idp.administration.files.source import Source

_PEEKED = 65536
_JSON_LINES = frozenset({".jsonl", ".ndjson"})


def read_records(source: Source) -> Iterator[Record]:
    """Every record of the file. Raises UnreadableFile."""
    with open_text(source) as file:
        beginning = file.read(_PEEKED)
        file.seek(0)
        yield from _container(source.path, beginning.lstrip())(file)


def _container(path: Path, beginning: str) -> Callable[[TextIO], Iterator[Record]]:
    if path.suffix.lower() in _JSON_LINES or (beginning.startswith("{") and is_json_lines(beginning)):
        return read_json_lines
    if beginning.startswith(("{", "[")):
        return read_json_document
    return read_ldif if is_ldif(beginning) else read_csv
