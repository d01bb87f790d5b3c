"""Documents answered ahead of Flask: the same bytes for every relying party.

Discovery and the key set are computed once. They are public, so every origin may read them (CORS ``*``),
and they are named by their content, so that a second fetch costs a 304.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import structlog

from idp.infrastructure.metrics import count_request
from idp.infrastructure.web.preflights import allowed_fields

log = structlog.get_logger("idp.web")
_ALWAYS_ALLOWED = "Accept, Cache-Control, Content-Type"
_PREFLIGHT = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD"),
    ("Access-Control-Max-Age", "86400"),
]
_REFUSAL = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
]
_NOT_ALLOWED = [("Allow", "GET, HEAD, OPTIONS"), *_REFUSAL]
_UNAVAILABLE = [("Retry-After", "5"), *_REFUSAL]


class Answer:
    """A document as it is sent: make one when the content changes, not for each request."""

    def __init__(self, body: bytes, headers: Sequence[tuple[str, str]] = ()) -> None:
        """``headers`` hold at least ``Content-Type`` and ``Cache-Control``; length, ETag and CORS are added."""
        self.body = body
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        self.short_headers = [
            *headers,
            ("ETag", self.etag),
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", "ETag"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.headers = [*self.short_headers, ("Content-Length", str(len(body)))]


class _HasContext(Protocol):
    def app_context(self) -> AbstractContextManager[Any]: ...


class ReadyBytes:
    """The documents of an application by path."""

    def __init__(self, app: _HasContext) -> None:
        self._app = app
        self._documents: dict[str, tuple[str, Callable[[], Answer]]] = {}

    def register(self, path: str, find: Callable[[], Answer]) -> None:
        """Answer GET, HEAD and OPTIONS of ``path`` with what ``find`` returns.

        ``find`` runs for each request, in an application context, and must be no more than the look-up of a copy.
        """
        self._documents[path] = (f"ready:{path}", find)

    def paths(self) -> list[str]:
        """Every path that is answered here."""
        return list(self._documents)

    def answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
        """The response, or None where the path is not one of ours."""
        document = self._documents.get(environ["PATH_INFO"])
        if document is None:
            return None
        name, find = document
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            allowed = ("Access-Control-Allow-Headers", allowed_fields(environ, _ALWAYS_ALLOWED))
            start_response("204 No Content", [*_PREFLIGHT, allowed])
            return [b""]
        if method not in {"GET", "HEAD"}:
            start_response("405 Method Not Allowed", list(_NOT_ALLOWED))
            return [b'{"error":"invalid_request","error_description":"Use GET."}']
        return self._send(name, find, environ, start_response)

    def _send(
        self, name: str, find: Callable[[], Answer], environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        try:
            with self._app.app_context():
                found = find()
        except Exception:
            # Ahead of Flask nothing else catches it; the document is then missing, the server is not down.
            log.exception("document can't be built", document=name)
            start_response("503 Service Unavailable", list(_UNAVAILABLE))
            return [b'{"error":"temporarily_unavailable"}']
        if found.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            count_request(name, 304)
            start_response("304 Not Modified", list(found.short_headers))
            return [b""]
        count_request(name, 200)
        start_response("200 OK", list(found.headers))
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]
