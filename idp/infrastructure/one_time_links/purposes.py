"""What a link may be for: each package declares its purposes and registers them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

_EXTENSION = "idp.link_purposes"


@dataclass(frozen=True, slots=True)
class LinkPurpose:
    """What a link is for. A token of one purpose is unknown to every other.

    ``key`` is stored with each link. ``endpoint`` is the route that opens it and takes its ``token``.
    """

    key: str
    endpoint: str


def add_link_purpose(app: Flask, purpose: LinkPurpose) -> None:
    """Register a purpose. Raises ValueError where another one has its key: their tokens could be exchanged."""
    purposes: dict[str, LinkPurpose] = app.extensions.setdefault(_EXTENSION, {})
    if purposes.setdefault(purpose.key, purpose) != purpose:
        raise ValueError(f"There are two purposes {purpose.key}.")


def link_purposes(app: Flask) -> Sequence[LinkPurpose]:
    """Every purpose, in the order in which they were registered."""
    purposes: dict[str, LinkPurpose] = app.extensions.get(_EXTENSION, {})
    return tuple(purposes.values())
