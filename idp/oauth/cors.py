"""Cross-origin reads (the WHATWG Fetch standard): who may see a machine endpoint's answer from a page in a browser."""

from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from typing import Any, ParamSpec

import structlog
from flask import Response, request

from idp.clients.origins import read_web_origins
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.endpoints import paths_of

P = ParamSpec("P")
_READABLE = "_einlass_readable_by_web_origins"
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, POST"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
    ("Access-Control-Max-Age", "3600"),
)

log = structlog.get_logger("idp.web")


def readable_by_web_origins(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let the pages of registered web origins call this endpoint. Never with cookies: the endpoints need none."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        return Response(status=204) if request.method == "OPTIONS" else view(*args, **kwargs)

    setattr(answer, _READABLE, True)
    return answer


class ReadableAnswers:
    """WSGI middleware outside all others, since a page has to read refusals too, whoever refuses."""

    def __init__(self, inner: Any, app: Application) -> None:
        self._inner = inner
        self._app = app
        self._origins = VersionedCopy(CACHE_NAME, read_web_origins, app.settings.database.cache_check_seconds)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        origin = environ.get("HTTP_ORIGIN")
        if origin is None or environ["PATH_INFO"] not in self._paths:
            return self._inner(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        added = [("Vary", "Origin"), *self._allowed(origin, is_preflight=environ["REQUEST_METHOD"] == "OPTIONS")]

        def allow(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, *added], exc_info)

        return self._inner(environ, allow)  # type: ignore[no-any-return]  # WSGI

    @cached_property
    def _paths(self) -> frozenset[str]:
        # At the first request, when every route is there.
        return paths_of(self._app, _READABLE)

    def _allowed(self, origin: str, *, is_preflight: bool) -> Iterable[tuple[str, str]]:
        if origin not in self._registered():
            return ()
        allowed = ("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", "WWW-Authenticate")
        return (*allowed, *_PREFLIGHT) if is_preflight else allowed

    def _registered(self) -> frozenset[str]:
        try:
            with self._app.app_context():
                return self._origins.get()
        except Exception:
            # The database is away. What follows says so, to everybody but pages of other origins.
            close_held_connection()
            log.exception("the web origins can't be read")
            return frozenset()


def init_cors(app: Application) -> None:
    """Let registered web origins read what their pages may call."""
    app.entrance = ReadableAnswers(app.entrance, app)
