"""Where a signed-in person can go from here: the applications of the portals that the account may enter.

An application begins a sign-in by itself (OpenID Connect Core 4), which the session answers; nothing is remembered here
of a request. Which further conditions a client has, such as rights in an organization, is said by the packages above.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app

from idp.admissions.lookup import admission_states
from idp.clients.launching import clients_to_start
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.headers import allow_image
from idp.infrastructure.web.i18n import current_language
from idp.interactions.way_back import decide_way_back
from idp.portals.demands import demands_at
from idp.portals.registry import Portal, all_portals
from idp.protocol.admission import AdmissionState
from idp.protocol.client import Client
from idp.protocol.client_languages import localize
from idp.protocol.redirect_uris import origin_of
from idp.sessions import SignedIn

_EXTENSION = "einlass conditions of launching"
MayUse = Callable[[Client, SignedIn], bool]


def add_launch_condition(app: Flask, may_use: MayUse) -> None:
    """Show a client to the people alone who meet this condition as well."""
    app.extensions.setdefault(_EXTENSION, []).append(may_use)


def find_places(signed_in: SignedIn) -> list[dict[str, Any]]:
    """The places that the start page lists: name, address, what is shown of that, and a logo for either scheme.

    A portal stands for itself where none of its applications lives at its address.
    """
    return [place for portal in _enterable_portals(signed_in) for place in _places_of(portal, signed_in)]


def _enterable_portals(signed_in: SignedIn) -> Iterator[Portal]:
    """Those that have admitted the account, and those that would admit it."""
    states = admission_states(signed_in.account_id)
    for portal in all_portals().values():
        state = states.get(portal.key)
        is_open = state is None and demands_at(current_settings(), portal.key).admission.is_open
        if is_open or state is AdmissionState.ADMITTED:
            yield portal


def _places_of(portal: Portal, signed_in: SignedIn) -> Iterator[dict[str, Any]]:
    conditions: list[MayUse] = current_app.extensions.get(_EXTENSION, [])
    known = clients_to_start(portal.key)
    clients = [client for client in known if all(may_use(client, signed_in) for may_use in conditions)]
    home = origin_of(portal.url) if portal.url else None
    if portal.url and home not in {_origin_of(client) for client in clients}:
        yield _place(portal, portal.name, portal.url)
    for client in clients:
        shown = localize(client, current_language())
        way = decide_way_back(shown, portal, current_settings().issuer)
        if way is not None:
            yield _place(
                portal, shown.name, way.url, allow_image(shown.logo_uri), is_at_home=_origin_of(client) == home
            )


def _place(
    portal: Portal, name: str, url: str, logo_url: str | None = None, *, is_at_home: bool = True
) -> dict[str, Any]:
    """The portal's own logo is shown where it lives, unless the application has one."""
    brand = portal.brand if logo_url is None and is_at_home else None
    return {
        "name": name,
        "url": url,
        "host": urlsplit(url).netloc,
        "logo_url": brand.logo_url if brand else logo_url,
        "logo_dark_url": brand.logo_dark_url if brand else None,
    }


def _origin_of(client: Client) -> str | None:
    return origin_of(client.initiate_login_uri or client.client_uri or "")
