"""The way on from a page that leads no further: an expired sign-in, a used link, a refused request.

The one place that decides where such a page leads, from what is known: the client that asked, and the portal.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from idp.clients.launching import find_client_at
from idp.clients.registry import find_client
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.flow import asking_client, leads_to_known_places
from idp.infrastructure.web.i18n import current_language, gettext
from idp.portals.registry import Portal, current_portal
from idp.protocol.client import Client
from idp.protocol.client_languages import localize
from idp.protocol.redirect_uris import origin_of
from idp.sessions import current_sign_in


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where a person goes on. ``name`` is what people call the place, None for the account's pages here;
    ``starts_sign_in``: the application begins a sign-in there by itself."""

    url: str
    name: str | None = None
    starts_sign_in: bool = False


def decide_way_back(
    client: Client | None, portal: Portal, issuer: str, login_hint: str | None = None
) -> WayBack | None:
    """The client's ``initiate_login_uri``, else its home page, else that of the portal; None where there is none.

    ``login_hint`` must be one that the client sent itself, or may read: a name that was typed here is not the client's
    to know.
    """
    if client is not None and client.enabled and client.initiate_login_uri:
        target = _target_of(client.initiate_login_uri, client.client_uri)
        url = _initiation_url(client.initiate_login_uri, issuer, login_hint, target)
        return WayBack(url, client.name, starts_sign_in=True)
    return decide_home(client, portal)


def decide_home(client: Client | None, portal: Portal) -> WayBack | None:
    """The same without starting a sign-in, as after a sign-out."""
    if client is not None and client.enabled and client.client_uri:
        return WayBack(client.client_uri, client.name)
    return WayBack(portal.url, portal.name) if portal.url else None


def current_way_back() -> WayBack:
    """The way on from this request's page; where nothing else is known, the account's own pages or their sign-in.

    A person who is signed in and comes from no client, as by a mailed link, enters the portal at once: by the client
    that lives where the portal does, which begins a request of its own.
    """
    asking = asking_client()
    client, hint = (find_client(asking.client_id), asking.login_hint) if asking else (None, None)
    portal = current_portal()
    if asking is not None and asking.device_page is not None:
        return WayBack(url_for("device.enter", portal=portal.key), gettext("Connect a device"))
    if client is None and not leads_to_known_places() and current_sign_in() is not None:
        client = find_client_at(portal.key, portal.url)
    client = localize(client, current_language()) if client is not None else None
    known = decide_way_back(client, portal, current_settings().issuer, hint)
    return known or WayBack(url_for("signin.start", portal=portal.key))


def finished_url() -> str:
    """Where the pages of a finished flow lead by themselves: to the application, which a person who is still signed in
    enters once more, even where its answer was lost; a person who has signed out since is asked for nothing there. The
    flow of a device leads to what became of it."""
    asking = asking_client()
    if asking is not None and asking.device_page is not None:
        return asking.device_page
    home = decide_home(find_client(asking.client_id) if asking else None, current_portal())
    return current_way_back().url if home is None or current_sign_in() is not None else home.url


def _target_of(initiate_login_uri: str, client_uri: str | None) -> str | None:
    """The client's home page, where it has the origin of the sign-in: at another one, clients must refuse it."""
    is_own = client_uri is not None and origin_of(client_uri) == origin_of(initiate_login_uri)
    return client_uri if is_own else None


def _initiation_url(uri: str, issuer: str, login_hint: str | None, target: str | None) -> str:
    """OpenID Connect Core 1.0 section 4."""
    optional = {"login_hint": login_hint, "target_link_uri": target}
    parameters = {"iss": issuer} | {name: value for name, value in optional.items() if value}
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(parameters)}"
