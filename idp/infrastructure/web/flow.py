"""What the flow behind a page says about it: the portal it belongs to, the client that asked, the language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, g
from flask_babel import refresh

from idp.infrastructure.translations import supported_language
from idp.infrastructure.web.application import current_settings

_EXTENSION = "einlass flow finders"


@dataclass(frozen=True, slots=True)
class AskingClient:
    """The client whose request this page is about, and the ``login_hint`` that it sent.

    ``device_page`` tells what became of a device that has made the request, instead of a page of the client.
    """

    client_id: str
    login_hint: str | None = None
    device_page: str | None = None


def use_portal(key: str | None) -> None:
    """Show this request's pages as pages of the portal ``key``; an unknown key is the default portal."""
    if key is not None and key in current_settings().portals:
        g.portal_key = key
        refresh()


def portal_key() -> str:
    """The portal whose page this is."""
    key: str = g.get("portal_key") or current_settings().default_portal
    return key


def use_client(client_id: str | None, login_hint: str | None = None, device_page: str | None = None) -> None:
    """Let this request's pages lead back to a client. ``login_hint`` is one that the client sent, or may know."""
    g.asking_client = AskingClient(client_id, login_hint, device_page) if client_id else None


def asking_client() -> AskingClient | None:
    """The client that this request's pages lead back to; None where no client asked."""
    client: AskingClient | None = g.get("asking_client")
    return client


def lead_to_known_places() -> None:
    """Look nothing up for the way on from this request's page: what it would be looked up by may be what has failed."""
    g.leads_to_known_places = True


def leads_to_known_places() -> bool:
    """Whether this request's page leads on to what is known without the database."""
    return bool(g.get("leads_to_known_places"))


def add_flow_finder(app: Flask, find: Callable[[], bool]) -> None:
    """Let an error page ask ``find`` which flow the address belongs to: it calls :func:`use_portal` and the like, and
    returns whether that flow can go on, which is true of an address without one."""
    app.extensions.setdefault(_EXTENSION, []).append(find)


def find_flow() -> bool:
    """Find the flow of this request's address, for a page that its view has not reached; whether it can go on."""
    return all(find() for find in current_app.extensions.get(_EXTENSION, ()))


def use_language(ui_locales: str | None, asked_at: datetime | None = None) -> None:
    """Prefer the language that the relying party asks for (``ui_locales``: BCP 47 tags with spaces between).

    What the person has chosen at ``asked_at`` or since goes before it; without a time, it was asked just now.
    """
    g.asked_language = supported_language((ui_locales or "").split()) or g.get("asked_language")
    g.language_asked_at = asked_at
    refresh()


def use_person_language(language: str | None) -> None:
    """Offer the language that the signed-in person has in the profile."""
    g.person_language = supported_language([language] if language else [])
    refresh()
