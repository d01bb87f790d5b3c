"""A scheme of password hashes, the registry of them, and reading a hash by it."""

import binascii
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LONGEST_HASH = 512
_MALFORMED = (ValueError, TypeError, LookupError, OverflowError, binascii.Error, struct.error)


class Objection(StrEnum):
    """Why a hash can't be taken."""

    UNKNOWN = "is of no kind that can be read"
    MALFORMED = "is malformed or cut off"
    TOO_COSTLY = "takes too long or too much memory to check"


class HashRefused(Exception):
    """A hash can't be taken. The text never holds any of it."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


@dataclass(frozen=True, slots=True)
class Cost:
    """What one check of a password takes, comparable over all schemes.

    ``time`` and ``memory`` are shares of the most that is accepted: about one second of one core, and 128 MiB.
    """

    time: float
    memory: float = 0

    @property
    def is_affordable(self) -> bool:
        return self.time <= 1 and self.memory <= 1


class ImportedHash(Protocol):
    """A hash that was read. ``text`` is its canonical form, which is stored and read again at the sign-in."""

    @property
    def text(self) -> str: ...

    @property
    def cost(self) -> Cost: ...

    def fits(self, password: bytes) -> bool:
        """Whether it is the hash of this password."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one kind of hash is written. ``head`` matches the beginning of its text; ``read`` is given the whole, and
    raises ValueError, or another of the errors of parsing, for what is not complete."""

    name: str
    head: re.Pattern[str]
    read: Callable[[str], ImportedHash]


SCHEMES: dict[str, Scheme] = {}
"""Every scheme by its name; the first one whose head matches reads a hash."""


def add_scheme(scheme: Scheme) -> None:
    """Read hashes of one more kind. Raises ValueError where there is another one of its name."""
    if scheme.name in SCHEMES:
        raise ValueError(f"There is another scheme {scheme.name}.")
    SCHEMES[scheme.name] = scheme


def parse_hash(text: str) -> ImportedHash:
    """Read a hash. Raises :class:`HashRefused`; what is returned can be checked, and afforded."""
    if len(text) > LONGEST_HASH or not text.isascii():
        raise HashRefused(Objection.MALFORMED)
    scheme = next((each for each in SCHEMES.values() if each.head.match(text)), None)
    if scheme is None:
        raise HashRefused(Objection.UNKNOWN)
    try:
        found = scheme.read(text)
    except _MALFORMED:
        raise HashRefused(Objection.MALFORMED) from None
    if not found.cost.is_affordable:
        raise HashRefused(Objection.TOO_COSTLY)
    return found
