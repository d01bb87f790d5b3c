"""Cross-origin reads (the WHATWG Fetch standard): who may see a machine endpoint's answer from a page in a browser."""

from collections.abc import Iterable
from typing import Any

import structlog

from idp.clients.origins import read_web_origins
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.preflights import allowed_fields

_ALWAYS_ALLOWED = "Authorization, Content-Type, DPoP"
_READABLE = "WWW-Authenticate, DPoP-Nonce"
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, POST"),
    ("Access-Control-Max-Age", "3600"),
)

log = structlog.get_logger("idp.web")


class ReadableAnswers:
    """WSGI middleware outside all others, since a page has to read refusals too, of whichever layer."""

    def __init__(self, inner: Any, app: Application) -> None:
        self._inner = inner
        self._app = app
        self._origins = VersionedCopy(CACHE_NAME, read_web_origins, app.settings.database.cache_check_seconds)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        origin = environ.get("HTTP_ORIGIN")
        if origin is None or not self._is_readable(environ["PATH_INFO"]):
            return self._inner(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        added = [("Vary", "Origin"), *self._allowed(origin, environ)]

        def allow(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, *added], exc_info)

        return self._inner(environ, allow)  # type: ignore[no-any-return]  # WSGI

    def _is_readable(self, path: str) -> bool:
        route = self._app.machine_routes.get(path)
        return route is not None and route.is_readable_by_web_origins

    def _allowed(self, origin: str, environ: dict[str, Any]) -> Iterable[tuple[str, str]]:
        if origin not in self._registered():
            return ()
        allowed = ("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", _READABLE)
        if environ["REQUEST_METHOD"] != "OPTIONS":
            return allowed
        return *allowed, *_PREFLIGHT, ("Access-Control-Allow-Headers", allowed_fields(environ, _ALWAYS_ALLOWED))

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
