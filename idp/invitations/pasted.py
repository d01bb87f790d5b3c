"""A pasted list of e-mail addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from idp.accounts.identifiers import canonical_email

_LINES = re.compile(r"[;\r\n]+")
_BRACKETED = re.compile(r"<([^<>]*)>")
_BETWEEN = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class PastedAddress:
    """An entry of the list. ``email`` is its canonical form, None for what is no address."""

    text: str
    email: str | None


def parse_addresses(text: str) -> tuple[PastedAddress, ...]:
    """The entries in their order, each once; between them white space, commas or semicolons.

    Of what mail programs copy, such as ``Lovelace, Ada <ada@example.com>``, the address between the brackets counts.
    """
    entries: dict[str, PastedAddress] = {}
    for found in _split(text):
        email = canonical_email(found)
        entries.setdefault(email or found, PastedAddress(found, email))
    return tuple(entries.values())


def _split(text: str) -> Iterator[str]:
    for line in _LINES.split(text):
        bracketed = _BRACKETED.findall(line)
        yield from (each.strip() for each in bracketed or _BETWEEN.split(line) if each.strip())
