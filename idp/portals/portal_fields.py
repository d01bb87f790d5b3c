"""The fields of a portal's own that its settings name."""

from collections.abc import Mapping

from idp.settings import ProfileFieldSettings, Settings

_NONE: Mapping[str, ProfileFieldSettings] = {}


def fields_at(settings: Settings, portal: str) -> Mapping[str, ProfileFieldSettings]:
    """Those of a portal by their keys; none of one that is gone from the settings."""
    section = settings.portals.get(portal)
    return section.registration.fields if section is not None else _NONE


def has_portal_fields(settings: Settings) -> bool:
    """Whether any portal has some."""
    return any(fields_at(settings, portal) for portal in settings.portals)


def shared_fields_at(settings: Settings, portals: frozenset[str]) -> Mapping[str, ProfileFieldSettings]:
    """Those that these portals share, by their keys; where several have the same, that of the first in the settings."""
    found: dict[str, ProfileFieldSettings] = {}
    for portal in settings.portals:
        own = fields_at(settings, portal) if portal in portals else _NONE
        found = {key: field for key, field in own.items() if field.kept == "shared"} | found
    return found
