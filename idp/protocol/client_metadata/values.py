"""The types of client metadata: what a value looks like in JSON, and what the rules make of it."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from idp.protocol.client_keys import parse_key_set

WireValue = str | int | bool | list[str]
"""A value as registration requests, the command line and the database write it (RFC 7591 2)."""
WireValues = Mapping[str, WireValue]


class ValueType(ABC):
    """How the values of a field are written and read."""

    description: ClassVar[str]

    @abstractmethod
    def normalize(self, value: object) -> WireValue:
        """The value as it is stored. Raises ValueError, which says what to give."""

    def read(self, value: WireValue) -> object:
        """A normalized value as the rules see it."""
        return value

    def parse_json(self, value: object) -> WireValue:
        """The value of a member of a registration request. Raises ValueError, which says what to give."""
        return self.normalize(value)

    def to_json(self, value: WireValue) -> object:
        """A normalized value as a member of a registration answer."""
        return value


class Text(ValueType):
    description = "text"

    def normalize(self, value: object) -> str:
        return _text(value)


class KeySet(ValueType):
    """A JWK Set (RFC 7517 5), written as JSON or as its text; stored and seen by the rules as a text in one form."""

    description = "JWK Set"

    def normalize(self, value: object) -> str:
        try:
            document = value if isinstance(value, str) else json.dumps(value)
        except RecursionError as error:
            raise ValueError("It is nested too deeply.") from error
        return json.dumps({"keys": list(parse_key_set(document))}, sort_keys=True, separators=(",", ":"))

    def parse_json(self, value: object) -> str:
        if not isinstance(value, dict):
            raise ValueError("Give a JWK Set as an object.")  # noqa: TRY004 -- see Flag
        return self.normalize(value)

    def to_json(self, value: WireValue) -> object:
        return json.loads(str(value))


@dataclass(frozen=True)
class Choice(ValueType):
    """One word of a fixed list."""

    choices: tuple[str, ...]
    description = "word"

    def normalize(self, value: object) -> str:
        if value not in self.choices:
            raise ValueError(f"Choose from: {', '.join(self.choices)}.")
        return str(value)


class Flag(ValueType):
    description = "true or false"

    def normalize(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError("Give true or false.")  # noqa: TRY004 -- one error for every value that does not fit
        return value


class Seconds(ValueType):
    description = "seconds"

    def normalize(self, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"Give whole {self.description}, zero or more, or leave it out.")
        return value


class Days(Seconds):
    description = "days"


class ListType(ValueType):
    """Several values in one: taken apart, and put together in the form in which they are stored."""

    @abstractmethod
    def split(self, value: WireValue) -> list[str]:
        """Each value for itself, in their order."""

    @abstractmethod
    def join(self, items: list[str]) -> WireValue:
        """The values as they are stored."""


class TextList(ListType):
    """Texts whose order is kept; the rules see a tuple."""

    description = "list of texts"

    def normalize(self, value: object) -> list[str]:
        if not isinstance(value, list | tuple):
            raise ValueError("Give a list of texts.")  # noqa: TRY004 -- see Flag
        return list(dict.fromkeys(map(_text, value)))

    def read(self, value: WireValue) -> object:
        return tuple(self.normalize(value))

    def split(self, value: WireValue) -> list[str]:
        return self.normalize(value)

    def join(self, items: list[str]) -> WireValue:
        return items


class NameSet(TextList):
    """Names in any order; the rules see a frozenset."""

    description = "list of names"

    def read(self, value: WireValue) -> object:
        return frozenset(self.normalize(value))


class SpaceSeparated(ListType):
    """Names in one text, parted by spaces (RFC 6749 3.3); the rules see a frozenset."""

    description = "names, parted by spaces"

    def normalize(self, value: object) -> str:
        return " ".join(dict.fromkeys(_text(value).split()))

    def read(self, value: WireValue) -> object:
        return frozenset(str(value).split())

    def split(self, value: WireValue) -> list[str]:
        return str(value).split()

    def join(self, items: list[str]) -> WireValue:
        return " ".join(items)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("Give printable text.")
    return value
