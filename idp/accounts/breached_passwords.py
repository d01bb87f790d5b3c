"""Passwords known from break-ins elsewhere, looked up in a file of the operator's.

The file is the well-known sorted list of SHA-1 hashes (``HASH`` or ``HASH:count`` a line, upper case hex). It may hold
hundreds of millions of lines: it is never read whole, but searched by halving, some thirty short reads for an answer.
"""

import hashlib
import os
from codecs import BOM_UTF8
from pathlib import Path
from typing import BinaryIO

import structlog

_LONGEST_LINE = 64
_log = structlog.get_logger(__name__)


def is_breached(password: str, file: Path | None) -> bool:
    """Whether the password's hash stands in the file; False where no file is set, or where it can't be read: no one is
    kept out because a list is missing, and the log says so.
    """
    if file is None:
        return False
    try:
        with file.open("rb") as lines:
            return _stands_in(lines, list_name(password).encode())
    except OSError as error:
        _log.warning("breached list can't be read", file=str(file), error=str(error))
        return False


def list_name(password: str) -> str:
    """What a password is called in such lists. They are made of SHA-1, which here protects nothing."""
    return hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()


def _stands_in(lines: BinaryIO, wanted: bytes) -> bool:
    low, high = 0, lines.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        start, line = _line_at(lines, middle)
        found = line.removeprefix(BOM_UTF8).partition(b":")[0].strip().upper()
        if found == wanted:
            return True
        if found and found < wanted:
            low = start + max(len(line), 1)
        else:
            high = min(middle, start)
    return False


def _line_at(lines: BinaryIO, position: int) -> tuple[int, bytes]:
    """The line that ``position`` lies in, and where it starts."""
    begin = max(0, position - _LONGEST_LINE)
    lines.seek(begin)
    before = lines.read(position - begin)
    start = begin + before.rfind(b"\n") + 1 if b"\n" in before else begin
    lines.seek(start)
    return start, lines.readline(2 * _LONGEST_LINE)
