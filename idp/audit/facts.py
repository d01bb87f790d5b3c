"""What an event tells beside who did it: each package registers the words for the details of its own events.

An organization's history shows them. A detail without words is for operators alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

_EXTENSION = "idp.event_facts"


@dataclass(frozen=True, slots=True)
class EventFact:
    """A detail as people are told it: ``label`` (a lazy text) is its name, ``say`` makes words of the stored value and
    the key of the portal where the event happened, None for none in particular."""

    label: str
    say: Callable[[Any, str | None], str]


def say_as_stored(value: Any, _portal: str | None) -> str:
    """A value that is in people's words already: a name, a number."""
    return str(value)


def add_event_facts(app: Flask, facts: Mapping[str, EventFact]) -> None:
    """Have details told, by their keys and in this order. Raises ValueError for a key that has words already."""
    known: dict[str, EventFact] = app.extensions.setdefault(_EXTENSION, {})
    if twice := known.keys() & facts.keys():
        raise ValueError(f"There are two facts for {', '.join(sorted(twice))}.")
    known.update(facts)


def event_facts(app: Flask) -> Mapping[str, EventFact]:
    """The words of every detail that is told, by its key."""
    known: dict[str, EventFact] = app.extensions.get(_EXTENSION, {})
    return known
