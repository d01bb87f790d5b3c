"""One JSON document: a list of accounts, an object whose ``users`` are one, or a list of such objects."""

from collections.abc import Iterator
from typing import TextIO

import orjson

from idp.administration.errors import UnreadableFile
from idp.administration.files.records import Record

_LONGEST_DOCUMENT = 2**28


def read_json_document(file: TextIO) -> Iterator[Record]:
    """Every entry. The whole document is in memory; systems write files of some hundred accounts each, or can."""
    text = file.read(_LONGEST_DOCUMENT)
    if len(text) == _LONGEST_DOCUMENT:
        raise UnreadableFile(problem="The document holds more than 268 million characters. Export it in several files.")
    try:
        document = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise UnreadableFile(problem="The file is not valid JSON in UTF-8.") from error
    for number, entry in enumerate(_entries(document), start=1):
        if isinstance(entry, dict):
            yield Record(number, entry, unit="entry")
        else:
            yield Record(number, problems=[("", "is not a JSON object")], unit="entry")


def _entries(document: object) -> Iterator[object]:
    if isinstance(document, dict):
        if not isinstance(document.get("users"), list):
            raise UnreadableFile(problem="The JSON document has no list of users.")
        yield from document["users"]
    elif isinstance(document, list):
        for each in document:
            is_realm = isinstance(each, dict) and isinstance(each.get("users"), list)
            yield from each["users"] if is_realm else [each]
