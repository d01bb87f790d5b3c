"""The WSGI environment (PEP 3333) of a request.

A header field whose name contains an underscore is left out: a WSGI environment writes ``X_Forwarded_For`` and
``X-Forwarded-For`` alike, and a proxy replaces only the latter. Lines of one field are joined (RFC 9110 5.3).
"""

import sys
from functools import lru_cache
from typing import Any

from idp.infrastructure.web.hosts import LEFT_OUT
from idp.server.rsgi import RequestHead

CHUNKED = "HTTP_TRANSFER_ENCODING"
_PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class EnvironMaker:
    """Makes the environments of requests to the server at ``host`` and ``port``."""

    def __init__(self, host: str, port: int) -> None:
        self._base = {
            "SCRIPT_NAME": "",
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def make(self, scope: RequestHead) -> dict[str, Any]:
        """The environment of a request, still without ``wsgi.input``."""
        environ: dict[str, Any] = self._base.copy()
        environ["REQUEST_METHOD"] = scope.method
        environ["PATH_INFO"] = _as_wsgi(scope.path)
        environ["QUERY_STRING"] = _as_wsgi(scope.query_string)
        environ["REMOTE_ADDR"] = scope.client.rpartition(":")[0].strip("[]")
        environ["wsgi.url_scheme"] = scope.scheme
        for field, value in scope.headers.items():
            name = _variable(field)
            if name in environ:
                environ[name] += ("; " if name == "HTTP_COOKIE" else ", ") + value
            elif name:
                environ[name] = value
            else:
                environ.setdefault(LEFT_OUT, []).append(field)
        if scope.authority:  # it goes above the field (RFC 9112 3.2.2)
            environ["HTTP_HOST"] = scope.authority
        return environ


@lru_cache(maxsize=1000)
def _variable(field: str) -> str:
    """The variable of a field, whose name comes in lower case; empty for one that is left out."""
    if "_" in field:
        return ""
    return _PLAIN.get(field) or "HTTP_" + field.upper().replace("-", "_")


def _as_wsgi(text: str) -> str:
    """Text as its UTF-8 bytes, each as one character."""
    return text if text.isascii() else text.encode().decode("latin-1")
