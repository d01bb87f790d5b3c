"""The words in which events are told to the account that they are about: each package registers those of its own.

An event without words is not told: only operators can make something of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, current_app

from idp.infrastructure.web.i18n import gettext

_EXTENSION = "idp.event_texts"


@dataclass(frozen=True, slots=True)
class EventText:
    """``words`` (a lazy text) may name ``%(application)s``; ``is_warning`` for what its owner should look at twice.
    ``icon`` is a name of ``components/icon.html``."""

    words: str
    is_warning: bool = False
    icon: str = "check"


def add_event_texts(app: Flask, texts: Mapping[str, EventText]) -> None:
    """Have events told, by their actions. Raises ValueError for an action that has words already."""
    known: dict[str, EventText] = app.extensions.setdefault(_EXTENSION, {})
    if twice := known.keys() & texts.keys():
        raise ValueError(f"There are two texts for {', '.join(sorted(twice))}.")
    known.update(texts)


def event_texts(app: Flask) -> Mapping[str, EventText]:
    """The words of every event that is told, by its action."""
    known: dict[str, EventText] = app.extensions.get(_EXTENSION, {})
    return known


def say_event(action: str) -> str:
    """The words of an event without what it names beside; those without words are one of the others."""
    text = event_texts(current_app).get(action)
    return str(text.words) % {"application": gettext("an application")} if text else gettext("Other event")
