"""The text of a file, whatever its encoding, in lines whose length has an end."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from idp.administration.errors import UnreadableFile
from idp.administration.files.source import Source

LONGEST_LINE = 65536
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SURROGATE = re.compile("[\ud800-\udfff]")


@contextmanager
def open_text(source: Source) -> Iterator[TextIO]:
    """The file as text. Without ``encoding`` it is UTF-8, or UTF-16 where a byte-order mark says so, as spreadsheets
    write it. Bytes that are none of it become lone surrogates, so that the line can be named. Raises UnreadableFile."""
    try:
        with source.path.open(encoding=_encoding(source), errors="surrogateescape", newline="") as file:
            yield file
    except (OSError, LookupError) as error:
        raise UnreadableFile(problem=f"{source.path} can't be read: {error}.") from error
    except UnicodeError as error:
        raise UnreadableFile(problem=f"{source.path} is not in the encoding that it seems to be in.") from error


def lines_of(file: TextIO) -> Iterator[str]:
    """Lines of a length that an account's data have; a longer one ends the reading rather than fill the memory."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise UnreadableFile(problem="The file holds a line of more than 65,536 characters.")
        yield line


def is_well_encoded(text: str) -> bool:
    """Whether every byte of the text was one of the encoding."""
    return _SURROGATE.search(text) is None


def _encoding(source: Source) -> str:
    if source.encoding is not None:
        return source.encoding
    with source.path.open("rb") as file:
        return "utf-16" if file.read(2) in _UTF_16 else "utf-8-sig"
