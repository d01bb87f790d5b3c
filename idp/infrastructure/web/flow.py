"""What the flow behind a page says about it: which portal it belongs to, which language was asked for."""

from flask import g
from flask_babel import refresh

from idp.infrastructure.translations import supported_language
from idp.infrastructure.web.application import current_settings


def use_portal(key: str | None) -> None:
    """Show this request's pages as pages of the portal ``key``; an unknown key is the default portal."""
    if key is not None and key in current_settings().portals:
        g.portal_key = key
        refresh()


def portal_key() -> str:
    """The portal whose page this is."""
    key: str = g.get("portal_key") or current_settings().default_portal
    return key


def use_language(ui_locales: str | None) -> None:
    """Prefer the language that the relying party asks for (``ui_locales``: BCP 47 tags with spaces between)."""
    g.asked_language = supported_language((ui_locales or "").split()) or g.get("asked_language")
    refresh()


def use_person_language(language: str | None) -> None:
    """Offer the language that the signed-in person has in the profile."""
    g.person_language = supported_language([language] if language else [])
    refresh()
