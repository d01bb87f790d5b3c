"""One field of client metadata."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from idp.protocol.client import Client
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import ValueType, WireValue, WireValues
from idp.protocol.supported import Supported

Check = Callable[[Any, Client, Supported], Iterator[Complaint]]
"""Objections to a value, which is given as the rules see it and is never None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientField:
    """A field of client metadata: all there is to say about it.

    ``name`` is that of RFC 7591 or OpenID Connect Registration where they have it; ``option`` the one of the command
    line. A field without ``default`` may be left out. ``derive`` computes the default from the other values, and again
    when they change. ``offered`` names the values that the provider supports, which ``discovery_key`` publishes.
    ``is_announced``: registration shows what the default came to, and the option that changes it. ``attribute`` is the
    name in :class:`Client` where it is another one; what has no attribute there is in its ``extras``. A field that
    ``is_localizable`` may have a value for each language. One that ``is_registrable`` is a client's to say when it
    registers itself; all others are the operator's.
    """

    name: str
    type: ValueType
    option: str
    label: str
    help: str
    default: WireValue | None = None
    derive: Callable[[WireValues], WireValue] | None = None
    offered: Callable[[Supported], Collection[str]] | None = None
    discovery_key: str | None = None
    check: Check | None = None
    attribute: str | None = None
    is_announced: bool = False
    is_localizable: bool = False
    is_registrable: bool = False

    def read(self, values: WireValues) -> object:
        """The value as the rules see it: the stored one, else the default."""
        value = values.get(self.name, self.default)
        return None if value is None else self.type.read(value)

    def find_complaints(self, value: object, client: Client, supported: Supported) -> Iterator[Complaint]:
        """What is wrong with a value that the rules see."""
        if value is None:
            return
        if self.offered is not None:
            yield from _not_offered(value, sorted(self.offered(supported)))
        if self.check is not None:
            yield from self.check(value, client, supported)


def _not_offered(value: object, offered: list[str]) -> Iterator[Complaint]:
    values = [value] if isinstance(value, str) else sorted(value) if isinstance(value, frozenset | tuple) else []
    known = set(map(_sorted_words, offered))
    for each in values:
        if _sorted_words(each) not in known:
            advice = f"Choose from: {', '.join(offered)}." if offered else "This installation offers no value for it."
            yield Complaint(f"{each} is not supported.", advice)


def _sorted_words(value: str) -> str:
    """A response type's words come in any order (OAuth 2.0 Multiple Response Types 3)."""
    return " ".join(sorted(value.split()))
