"""The words for what keeps an organization."""

from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language


def say_hold(portal: str, key: str) -> str:
    """What the catalogue of the portal calls a hold; its key where it says nothing, or nothing any more."""
    settings = current_settings().portals.get(portal)
    described = settings.holds.get(key) if settings is not None else None
    return described.title.say(current_language(), key) if described is not None else key
