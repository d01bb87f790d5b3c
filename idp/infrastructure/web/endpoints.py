"""Two kinds of endpoint beside the page, each named where it is declared.

A *page* is for a browser: it has the browser cookie, its unsafe methods demand our own form, its errors are HTML.
A *machine endpoint* is for a program, or a file that is the same for everyone: no browser cookie is read or set, no
form token is asked, its errors are JSON.
A page that *accepts cross-site posts* (OpenID Connect demands it of ``/authorize`` and of logout) may be posted to by
relying parties: it may start something that the person then confirms, and must change nothing by itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

View = TypeVar("View", bound=Callable[..., Any])
_MACHINE = "_einlass_machine_endpoint"
_CROSS_SITE = "_einlass_accepts_cross_site_posts"


def machine_endpoint(view: View) -> View:
    """Declare ``view`` to be for programs."""
    setattr(view, _MACHINE, True)
    return view


def accepts_cross_site_posts(view: View) -> View:
    """Declare that other sites may post to the page ``view``; what it then confirms calls ``require_own_form()``."""
    setattr(view, _CROSS_SITE, True)
    return view


def is_machine_endpoint() -> bool:
    """Whether this request is for a machine endpoint, by a method it has or not."""
    return _has(_endpoint(), _MACHINE)


def is_open_to_other_sites() -> bool:
    """Whether this request is for a page that accepts cross-site posts."""
    return _has(_endpoint(), _CROSS_SITE)


def _endpoint() -> str | None:
    if request.url_rule is not None:
        return str(request.url_rule.endpoint)
    refused = request.routing_exception
    if isinstance(refused, MethodNotAllowed) and refused.valid_methods:
        return _endpoint_by_another_method(next(iter(refused.valid_methods)))
    return None


def _endpoint_by_another_method(method: str) -> str | None:
    try:
        endpoint, _ = current_app.url_map.bind("").match(request.path, method=method)
    except HTTPException:
        return None
    return str(endpoint)


def _has(endpoint: str | None, mark: str) -> bool:
    # functools.wraps copies attributes, so a mark survives the decorators above it.
    return endpoint is not None and hasattr(current_app.view_functions.get(endpoint), mark)
