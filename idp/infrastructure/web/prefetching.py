"""Requests that only look: a prefetch by the browser, and HEAD. Neither changes anything (RFC 9110 section 9.2.1).

Some pages act by GET because a link or a relying party sends the browser there, such as the authorization endpoint.
They are declared where their address is, by :func:`acts_on_get`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
_ACTS = "_einlass_acts_on_get"
# Sec-Purpose is that of the Fetch standard; the others are what browsers sent before it.
_FIELDS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_AHEAD = ("prefetch", "preview", "prerender")


def acts_on_get(view: View) -> View:
    """Declare that a GET of ``view`` changes something."""
    setattr(view, _ACTS, True)
    return view


def does_act_on_get(app: Flask, endpoint: str) -> bool:
    """Whether a GET of the endpoint is declared to change something."""
    return hasattr(app.view_functions.get(endpoint), _ACTS)


def is_loaded_ahead(environ: Mapping[str, Any]) -> bool:
    """Whether the browser has not been asked for this WSGI request yet."""
    purposes = [environ[name].lower() for name in _FIELDS if name in environ]
    return any(word in purpose for purpose in purposes for word in _AHEAD)


def init_prefetching(app: Flask) -> None:
    """Refuse what is loaded ahead, which the browser then loads when it is asked for; answer HEAD without acting."""

    @app.before_request
    def look_only() -> Response | None:
        if is_loaded_ahead(request.environ):
            return Response(status=503, headers={"Cache-Control": "no-store"}, mimetype="text/html")
        if request.method == "HEAD" and does_act_on_get(current_app, request.endpoint or ""):
            return Response(mimetype="text/html")
        return None
