"""Answering a request: the WSGI application (PEP 3333) between a request and its connection."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import structlog

from idp.infrastructure.web.headers import STRICT_CSP
from idp.infrastructure.web.hosts import REFUSAL
from idp.infrastructure.web.plain_pages import HOME, plain_html
from idp.server.rsgi import Connection

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
log = structlog.get_logger("idp.server")
# Of an answer that came past every layer of the application, the one with the headers included.
_BARE = [
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("content-security-policy", f"{STRICT_CSP}; style-src 'self'"),
    ("x-content-type-options", "nosniff"),
]


def answer_with(app: Wsgi, connection: Connection, environ: dict[str, Any], body: bytes) -> None:
    """Send what the application answers, and never raise: nothing above would answer instead."""
    status, headers = 500, _BARE

    def start_response(line: str, fields: list[tuple[str, str]], _exc_info: Any = None) -> None:
        nonlocal status, headers
        status, headers = int(line[:3]), fields

    environ["wsgi.input"] = BytesIO(body)
    try:
        parts = app(environ, start_response)
        content = parts[0] if isinstance(parts, list) and len(parts) == 1 else _join(parts)
    except Exception:
        log.exception("request_failed")
        status, headers, content = 500, _BARE, plain_html("broken", HOME).encode()
    if REFUSAL in environ:  # what is left of the body can't be told from the next request
        headers = [*headers, ("connection", "close")]
    connection.response_bytes(status, headers, content)


def _join(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
