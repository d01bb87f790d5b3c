"""The words in which events are told to their readers: each package registers those of its own.

An account is told of an event that has words; of the others only operators can make something. An organization is told
of all that are its affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, current_app

from idp.infrastructure.web.i18n import gettext

_EXTENSION = "idp.event_texts"


class Reader(StrEnum):
    """Whose history it is: that of the account which an event is about, of the organization, or of what operators look
    at."""

    ACCOUNT = "account"
    ORGANIZATION = "organization"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class EventText:
    """``words`` (a lazy text) may name ``%(application)s``; ``is_warning`` for what its owner should look at twice.
    ``icon`` is a name of ``components/icon.html``."""

    words: str
    is_warning: bool = False
    icon: str = "check"


def add_event_texts(app: Flask, texts: Mapping[str, EventText], reader: Reader = Reader.ACCOUNT) -> None:
    """Have events told, by their actions. Raises ValueError for an action that has words already."""
    known: dict[str, EventText] = app.extensions.setdefault(_EXTENSION, {}).setdefault(reader, {})
    if twice := known.keys() & texts.keys():
        raise ValueError(f"There are two texts for {', '.join(sorted(twice))}.")
    known.update(texts)


def event_texts(app: Flask, reader: Reader = Reader.ACCOUNT) -> Mapping[str, EventText]:
    """The words of every event that is told, by its action."""
    known: dict[str, EventText] = app.extensions.get(_EXTENSION, {}).get(reader, {})
    return known


def say_event(action: str) -> str:
    """The words of an event without what it names beside; those without words are one of the others."""
    text = event_texts(current_app).get(action)
    return str(text.words) % {"application": gettext("an application")} if text else gettext("Other event")
