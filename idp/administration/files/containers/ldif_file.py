"""LDIF (RFC 2849): entries of ``attribute: value`` lines, parted by empty lines.

python-ldap has a reader, but is built against the headers of an LDAP library; nothing else that is kept up reads LDIF.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from idp.administration.files.containers.text import lines_of
from idp.administration.files.records import Record

_BEGINNING = re.compile(r"(?:#[^\n]*\n|\s*\n)*(?:version:\s*\d|dn::? )", re.IGNORECASE)
_LINE = re.compile(r"([A-Za-z0-9.-]+)((?:;[A-Za-z0-9-]+)*)(:<|::|:)\s*(.*)")


def is_ldif(beginning: str) -> bool:
    """Whether the file begins with a version or a name, after comments."""
    return _BEGINNING.match(beginning) is not None


def read_ldif(file: TextIO) -> Iterator[Record]:
    """Every entry: lists of texts by the attribute in lower case, without its options (such as the language)."""
    entry: list[str] = []
    start = 1
    for number, line in enumerate(chain(lines_of(file), ["\n"]), start=1):
        text = line.rstrip("\r\n")
        if text.startswith(" ") and entry:
            entry[-1] += text[1:]
        elif text:
            start = start if entry else number
            entry.append(text)
        elif entry:
            yield from _record(start, [each for each in entry if not each.startswith("#")])
            entry = []


def _record(line: int, entry: list[str]) -> Iterator[Record]:
    fields: dict[str, list[str]] = {}
    for text in entry:
        found = _LINE.fullmatch(text)
        if found is None:
            yield Record(line, problems=[("", "holds a line that is no attribute of LDIF")])
            return
        name, _options, kind, value = found.groups()
        decoded = _decode(kind, value)
        if decoded is not None:
            fields.setdefault(name.lower(), []).append(decoded)
    if "dn" in fields:
        yield Record(line, fields)


def _decode(kind: str, value: str) -> str | None:
    """None for a value that is binary (a photograph) or elsewhere (``:<`` names a file)."""
    if kind == ":":
        return value.rstrip()
    try:
        return base64.b64decode(value, validate=True).decode() if kind == "::" else None
    except (binascii.Error, UnicodeDecodeError):
        return None
