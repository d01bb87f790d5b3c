"""What the journeys of portals ask of an account beside name, address and password: parts, which packages register.

A part is shown on the registration form, and on the page for an account that enters a portal for the first time or
has not completed the part's present version.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from wtforms import Field

from idp.infrastructure.web.application import current_settings
from idp.portals.texts import SETTING_UP, AskedAt, PortalText
from idp.settings import PortalSettings, Settings

_EXTENSION, _SOURCES = "einlass journey parts", "einlass journey part sources"


def keep_nothing(_portal: PortalSettings, _entry: Any) -> None:
    """For a part of which the admission keeps nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPart:
    """Something that a portal asks. ``is_asked`` says by the portal's settings whether this one does.

    ``make_field`` gives the WTForms field, unbound, whose name in the form is ``key``; its validators say what is
    missing. ``template`` shows the field, which it knows as ``field``. ``evidence`` is what the admission keeps, under
    ``key``, of an entry that was valid. A part about a ``text`` has the version of that text, any other the portal's
    ``registration.journey_version``.
    """

    key: str
    is_asked: Callable[[PortalSettings], bool]
    make_field: Callable[[], Field]
    template: str
    evidence: Callable[[PortalSettings, Any], Mapping[str, str] | None]
    text: PortalText | None = None


PartSource = Callable[[Settings, str, Sequence[AskedAt]], Sequence[JourneyPart]]
"""Makes the parts of the portal of a key that are asked at any of some places."""


def add_journey_part(app: Flask, part: JourneyPart) -> None:
    """Put a part behind those that are there. Raises ValueError where its key is taken."""
    parts: list[JourneyPart] = app.extensions.setdefault(_EXTENSION, [])
    if any(part.key == other.key for other in parts):
        raise ValueError(f"there is a part {part.key!r} already")
    parts.append(part)


def add_part_source(app: Flask, source: PartSource) -> None:
    """Have parts that a portal's settings list made by ``source``, behind the registered ones."""
    app.extensions.setdefault(_SOURCES, []).append(source)


def journey_parts_at(portal: str, places: Sequence[AskedAt] = SETTING_UP) -> Sequence[JourneyPart]:
    """The parts that a portal's journey asks for at any of ``places``, in their order; ``portal`` is its key.
    Registered parts are asked wherever."""
    settings = current_settings()
    sources: list[PartSource] = current_app.extensions.get(_SOURCES, [])
    made = [part for source in sources for part in source(settings, portal, places)]
    return (*_registered_at(portal), *made)


def has_registered_parts(portal: str) -> bool:
    """Whether the portal asks for a part that has the version of the whole journey."""
    return bool(_registered_at(portal))


def _registered_at(portal: str) -> Sequence[JourneyPart]:
    parts: list[JourneyPart] = current_app.extensions.get(_EXTENSION, [])
    section = current_settings().portal(portal)
    return tuple(part for part in parts if part.is_asked(section))
