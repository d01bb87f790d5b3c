"""Where a signed-in person came from: the application that the session was used for last, and its portal.

Which that was is known further up (``oauth``), by what the application was given. The account's pages have the look of
that portal and lead back to it.
"""

from collections.abc import Callable
from typing import cast

from flask import current_app, g

from idp.clients.registry import find_client
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.flow import use_portal
from idp.interactions.way_back import WayBack
from idp.portals.registry import current_portal
from idp.protocol.client import Client
from idp.sessions import SignedIn

_EXTENSION = "einlass last client"
FindLastClient = Callable[[str], str | None]
"""The ``client_id`` that a session (by its id) was used for last; one statement, outside any transaction."""


def init_arrival(app: Application) -> None:
    """Let the frame of the account's pages lead back; until :func:`tell_last_client` nothing is known."""
    app.extensions[_EXTENSION] = lambda session_id: None
    app.jinja_env.globals["portal_left"] = portal_left


def tell_last_client(app: Application, find: FindLastClient) -> None:
    """Have ``find`` say which client a session was used for last."""
    app.extensions[_EXTENSION] = find


def use_arrival(signed_in: SignedIn) -> None:
    """Show this request's page as one of the portal that the person came from."""
    client_id = cast(FindLastClient, current_app.extensions[_EXTENSION])(signed_in.session_id)
    g.client_left = find_client(client_id)
    if g.client_left is not None:
        use_portal(g.client_left.portal)


def portal_left() -> WayBack | None:
    """The way back to the portal of this page, else to the application itself; None where neither has an address."""
    portal, client = current_portal(), cast(Client | None, g.get("client_left"))
    if portal.url:
        return WayBack(portal.url, portal.name)
    return WayBack(client.client_uri, client.name) if client is not None and client.client_uri else None
