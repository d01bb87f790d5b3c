"""Where a signed-in person came from: the application that the session was used for last, and its portal.

Which that was is known further up (``oauth``), by what the application was given. The account's pages have the look of
that portal and lead back to it.
"""

from collections.abc import Callable, Mapping, Sequence
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
FindLastClients = Callable[[Sequence[str]], Mapping[str, str]]
"""The ``client_id`` that each of these sessions (by their ids) was used for last; one statement, outside any
transaction."""


def init_arrival(app: Application) -> None:
    """Let the frame of the account's pages lead back; until :func:`tell_last_clients` nothing is known."""
    app.extensions[_EXTENSION] = lambda session_ids: {}
    app.jinja_env.globals["portal_left"] = portal_left


def tell_last_clients(app: Application, find: FindLastClients) -> None:
    """Have ``find`` say which clients sessions were used for last."""
    app.extensions[_EXTENSION] = find


def last_clients(session_ids: Sequence[str]) -> dict[str, Client]:
    """The client that each session was used for last, where there is one and it is still registered."""
    found = cast(FindLastClients, current_app.extensions[_EXTENSION])(session_ids)
    known = {session_id: find_client(client_id) for session_id, client_id in found.items()}
    return {session_id: client for session_id, client in known.items() if client is not None}


def use_arrival(signed_in: SignedIn) -> None:
    """Show this request's page as one of the portal that the person came from."""
    g.client_left = last_clients([signed_in.session_id]).get(signed_in.session_id)
    if g.client_left is not None:
        use_portal(g.client_left.portal)


def arrival_portal() -> str | None:
    """The key of the portal whose client the session was used for last; None where it was used for none. What is
    allowed there must not follow the address of a page, which anybody may type."""
    client = cast(Client | None, g.get("client_left"))
    return client.portal if client is not None else None


def portal_left() -> WayBack | None:
    """The way back to the portal of this page, else to the application itself; None where neither has an address."""
    portal, client = current_portal(), cast(Client | None, g.get("client_left"))
    if portal.url:
        return WayBack(portal.url, portal.name)
    return WayBack(client.client_uri, client.name) if client is not None and client.client_uri else None
