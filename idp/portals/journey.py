"""What the journeys of portals ask of an account beside name, address and password: parts, which packages register.

A part is shown on the registration form, and on the page for an account that enters a portal for the first time or
whose journey was raised to a new version (``registration.journey_version``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from wtforms import Field

from idp.infrastructure.web.application import current_settings
from idp.settings import PortalSettings

_EXTENSION = "einlass journey parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPart:
    """Something that a portal asks. ``is_asked`` says by the portal's settings whether this one does.

    ``make_field`` gives the WTForms field, unbound, whose name in the form is ``key``; its validators say what is
    missing. ``template`` shows the field, which it knows as ``field``. ``evidence`` is what the admission keeps, under
    ``key``, of an entry that was valid.
    """

    key: str
    is_asked: Callable[[PortalSettings], bool]
    make_field: Callable[[], Field]
    template: str
    evidence: Callable[[PortalSettings, Any], Mapping[str, str]]


def add_journey_part(app: Flask, part: JourneyPart) -> None:
    """Put a part behind those that are there. Raises ValueError where its key is taken."""
    parts: list[JourneyPart] = app.extensions.setdefault(_EXTENSION, [])
    if any(part.key == other.key for other in parts):
        raise ValueError(f"there is a part {part.key!r} already")
    parts.append(part)


def journey_parts_at(portal: str) -> Sequence[JourneyPart]:
    """The parts that a portal's journey asks for, in their order; ``portal`` is its key."""
    parts: list[JourneyPart] = current_app.extensions.get(_EXTENSION, [])
    section = current_settings().portal(portal)
    return tuple(part for part in parts if part.is_asked(section))
