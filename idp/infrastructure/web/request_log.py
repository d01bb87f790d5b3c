"""One line per request, and the request's id.

The line names the route, never the address: paths and queries carry codes and tokens. The id is ours, for one that is
sent could repeat another request's; it stands in every line of the request, on error pages, and in the response.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from flask import request
from structlog.contextvars import bind_contextvars, clear_contextvars

from idp.infrastructure.logging import configure_logging, request_line_writer
from idp.infrastructure.metrics import count_request
from idp.infrastructure.web.application import Application

_ID = "einlass.request_id"
# Where the answering layer notes its route: anything with an ``endpoint`` and a ``rule``.
ROUTE = "einlass.route"
_facts: ContextVar[dict[str, str] | None] = ContextVar("facts of the request", default=None)
# Asked for every few seconds by machines; worth a number, not a line.
_QUIET = frozenset({"health.live", "health.ready", "metrics", "assets.asset", "portals.theme", "portals.logo"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def request_id() -> str:
    """The id of this request."""
    found: str = request.environ.get(_ID, "")
    return found


def log_with_request(**facts: str) -> None:
    """Add to the line of this request, as with ``client_id``: identifiers that we know, not what was sent."""
    known = _facts.get()
    if known is not None:
        known.update(facts)


class RequestLog:
    """WSGI middleware: outermost of all that may fail."""

    def __init__(self, app: Any, write: Callable[..., None]) -> None:
        self._app = app
        self._write = write

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started = time.perf_counter()
        environ[_ID] = name = secrets.token_hex(8)
        bind_contextvars(request_id=name)
        known: dict[str, str] = {}
        _facts.set(known)
        status = "500"

        def remember(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = line
            headers.append(("x-request-id", name))
            return start_response(line, headers, exc_info)

        try:
            return self._app(environ, remember)  # type: ignore[no-any-return]  # WSGI
        finally:
            self._tell(environ, int(status[:3]), time.perf_counter() - started, known)
            clear_contextvars()

    def _tell(self, environ: dict[str, Any], status: int, seconds: float, facts: Mapping[str, str]) -> None:
        # There is none for a request that the host middleware refused, or for an unknown address.
        route = environ.get(ROUTE)
        endpoint = route.endpoint if route is not None else "none"
        count_request(endpoint, status, seconds)
        if endpoint in _QUIET and status < 400:
            return
        method = environ["REQUEST_METHOD"]
        self._write(
            method=method if method in _METHODS else "other",
            route=route.rule if route is not None else None,
            status=status,
            ms=round(seconds * 1000, 2),
            **facts,
        )


def init_request_log(app: Application) -> None:
    """Set logging up and write a line for each request."""
    configure_logging(app.settings)
    app.entrance = RequestLog(app.entrance, request_line_writer(app.settings))

    @app.before_request
    def note_the_route() -> None:
        request.environ[ROUTE] = request.url_rule
