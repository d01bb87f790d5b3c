"""Cross-origin reads (the WHATWG Fetch standard): who may see a machine endpoint's answer from a page in a browser."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, request

from idp.clients.origins import read_web_origins
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.web.application import Application

P = ParamSpec("P")
_EXTENSION = "idp.web_origins"
_PREFLIGHT_SECONDS = "3600"


def init_cors(app: Application) -> None:
    """Give the application its copy of the registered web origins."""
    app.extensions[_EXTENSION] = VersionedCopy(CACHE_NAME, read_web_origins, app.settings.database.cache_check_seconds)


def readable_by_web_origins(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let the pages of registered web origins call this endpoint. Never with cookies: the endpoints need none."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = Response(status=204) if request.method == "OPTIONS" else view(*args, **kwargs)
        origin = request.headers.get("Origin")
        if origin is not None:
            _allow(response, origin)
        return response

    return answer


def _allow(response: Response, origin: str) -> None:
    response.vary.add("Origin")
    origins: VersionedCopy[frozenset[str]] = current_app.extensions[_EXTENSION]
    if origin not in origins.get():
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
