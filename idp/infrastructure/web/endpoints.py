"""Kinds of endpoint beside the plain page, each named where it is declared.

A *page* is for a browser: it has the browser cookie, its unsafe methods demand our own form, its errors are HTML.
A *machine endpoint* is for a program, or a file that is the same for everyone: no browser cookie is read or set, no
form token is asked, its errors are JSON.
A page that *accepts cross-site posts* (OpenID Connect demands it of ``/authorize`` and of logout) may be posted to by
relying parties: it may start something that the person then confirms, and must change nothing by itself.
A page that *leads away* redirects to a relying party: forms of the pages before it end there (decision 0034).
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import parse_accept_header

from idp.infrastructure.web.application import Application, current_application

View = TypeVar("View", bound=Callable[..., Any])
_MACHINE = "_einlass_machine_endpoint"
_CROSS_SITE = "_einlass_accepts_cross_site_posts"
_AWAY = "_einlass_leads_away"
# What is below one of our own addresses lies no deeper; what is longer is nonsense, and not worth looking at.
_DEEPEST = 7
_WELL_KNOWN = "/.well-known/"


def machine_endpoint(view: View) -> View:
    """Declare ``view`` to be for programs."""
    setattr(view, _MACHINE, True)
    return view


def accepts_cross_site_posts(view: View) -> View:
    """Declare that other sites may post to the page ``view``; what it then confirms calls ``require_own_form()``."""
    setattr(view, _CROSS_SITE, True)
    return view


def leads_away(view: View) -> View:
    """Declare that the answer of ``view`` is a redirect to a relying party."""
    setattr(view, _AWAY, True)
    return view


def is_machine_endpoint() -> bool:
    """Whether this request is for a machine endpoint, by a method it has or not."""
    return _has(current_application(), _endpoint(), _MACHINE)


def is_open_to_other_sites() -> bool:
    """Whether this request is for a page that accepts cross-site posts."""
    return _has(current_application(), _endpoint(), _CROSS_SITE)


def ends_away(path: str | None) -> bool:
    """Whether this path of ours, to be opened after a form, is of a view that leads away."""
    app = current_application()
    return path is not None and _has(app, _endpoint_at(app, urlsplit(path).path), _AWAY)


def wants_json(app: Application, environ: dict[str, Any]) -> bool:
    """Whether an error answer to this WSGI request is for a program: by its address, or because it says so.

    Works ahead of Flask as well, where no endpoint was looked up yet. An address with more behind it counts for what it
    begins with, as does one that was cut by a NUL; an unknown well-known URI is a program's too (RFC 8615).
    """
    if is_machine_path(app, environ["PATH_INFO"]):
        return True
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT"), MIMEAccept)
    return accepted["application/json"] > accepted["text/html"]


def is_machine_path(app: Application, path: str) -> bool:
    """Whether this address, or the nearest one above it that we have, is a machine endpoint's."""
    parts = path.replace("\0", "/").split("/", _DEEPEST)[:_DEEPEST]
    for length in range(len(parts), 1, -1):
        address = "/".join(parts[:length])
        if address in app.machine_routes or address in app.ready_bytes.paths():
            return True
        endpoint = _endpoint_at(app, address)
        if endpoint is not None:
            return _has(app, endpoint, _MACHINE)
    return path.startswith(_WELL_KNOWN)


def _endpoint() -> str | None:
    if request.url_rule is not None:
        return str(request.url_rule.endpoint)
    if isinstance(request.routing_exception, MethodNotAllowed):
        return _endpoint_at(current_application(), request.path)
    return None


def _endpoint_at(app: Application, path: str) -> str | None:
    """The endpoint of this address, whatever methods it takes."""
    addresses = app.url_map.bind("")
    try:
        try:
            return str(addresses.match(path, method="GET")[0])
        except MethodNotAllowed as refused:
            return str(addresses.match(path, method=next(iter(refused.valid_methods or ())))[0])
    except HTTPException:
        return None


def _has(app: Application, endpoint: str | None, mark: str) -> bool:
    # functools.wraps copies attributes, so a mark survives the decorators above it.
    return endpoint is not None and hasattr(app.view_functions.get(endpoint), mark)
