"""The last resort: what fails while a response is being sent is answered with a page, too.

Flask's error handlers see what a view raises. Headers and body are made after them, and an exception from there would
reach the server: an empty 500 without security headers.
"""

from collections.abc import Callable, Iterable
from typing import Any

import structlog

from idp.infrastructure.web.plain_pages import plain_json, plain_page

log = structlog.get_logger("idp.web")


class LastResort:
    """WSGI middleware, next to Flask: the layers around it log its answer and complete its headers."""

    def __init__(self, app: Any, wants_json: Callable[[dict[str, Any]], bool], issuer: str) -> None:
        self._app = app
        self._wants_json = wants_json
        self._issuer = issuer

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started: list[tuple[Any, ...]] = []

        def remember(*arguments: Any) -> None:
            started[:] = [arguments]

        try:
            body = _whole(self._app(environ, remember))
        except Exception:
            log.exception("the response can't be sent")
            status = "500 Internal Server Error"
            if self._wants_json(environ):
                return plain_json(start_response, status, "broken")
            return plain_page(start_response, status, "broken", address=self._issuer)
        start_response(*started[0])
        return body


def _whole(parts: Iterable[bytes]) -> list[bytes]:
    """The body in one piece: granian sends a list at once, and asks any other iterable piece by piece."""
    try:
        return [b"".join(parts)]
    finally:
        if close := getattr(parts, "close", None):
            close()
