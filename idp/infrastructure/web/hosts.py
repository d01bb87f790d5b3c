"""The host middleware: the name under which a request came, the address it came from, and limits on its head.

Addresses that we write are built from the issuer, never from the request's Host; a request under another name is
refused all the same, so that no cache or log can be fed with it.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.routing import MapAdapter

from idp.infrastructure.networks import parse_address
from idp.infrastructure.web.application import Application, current_settings
from idp.infrastructure.web.endpoints import wants_json
from idp.infrastructure.web.plain_pages import plain_json, plain_page
from idp.infrastructure.web.proxies import IS_OPERATOR, TrustedProxies
from idp.settings import LOOPBACK_HOSTS, Settings

# A request may have 32 kB, of which a character may take three in an address.
LONGEST_QUERY = 60 * 1024
LONGEST_HEADER = 16 * 1024
# Asked for by probes, which know an address and no name. They answer the same to everyone.
_HEALTH = frozenset({"/health/live", "/health/ready"})
# Asked for by the machine itself, under any loopback name.
_MACHINE_PATHS = ("/health/", "/metrics")
# The address of the connection itself, before a trusted proxy names the one behind it.
PEER = "einlass.peer"
# Set by the server for a request that it could not read: status line, and a reason of :mod:`plain_pages`.
REFUSAL = "einlass.refusal"
# Set by the server for the doctor: fields that were left out for the underscore in their names, and the seconds that
# the body took to arrive after the head.
LEFT_OUT = "einlass.left_out"
BODY_TOOK = "einlass.body_took"
FORWARDING_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


class HostMiddleware:
    """WSGI middleware: trusted hosts, trusted proxies, and limits on what comes before the body."""

    def __init__(self, app: Any, settings: Settings, wants_json: Callable[[dict[str, Any]], bool]) -> None:
        self._app = app
        self._wants_json = wants_json
        self._proxies = TrustedProxies(settings.server.trusted_proxies)
        self._issuer = settings.issuer
        certificates = settings.client_certificates
        names = {urlsplit(settings.issuer).hostname or "", *settings.server.trusted_hosts}
        names |= {certificates.host} if certificates.host else set()
        self._names = frozenset(name.lower().rstrip(".") for name in names)
        self._certificate = certificate_variable(certificates.header)
        self._name_of = lru_cache(maxsize=1000)(_name_of)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._resolve_sender(environ)
        refusal = self._find_refusal(environ)
        if refusal is None:
            return self._app(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        status, reason = refusal
        if self._wants_json(environ):
            return plain_json(start_response, status, reason)
        return plain_page(start_response, status, reason, address=self._issuer)

    def _find_refusal(self, environ: dict[str, Any]) -> tuple[str, str] | None:
        """Status line and reason of the refusal; None where the request is passed on."""
        query = environ.get("QUERY_STRING", "")
        if REFUSAL in environ:
            refusal: tuple[str, str] = environ[REFUSAL]
            return refusal
        if not self._is_our_name(environ):
            return "400 Bad Request", "wrong_host"
        if len(query) > LONGEST_QUERY:
            return "414 URI Too Long", "too_long"
        if any(len(environ.get(name, "")) > LONGEST_HEADER for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION")):
            return "431 Request Header Fields Too Large", "too_long"
        if "\0" in environ["PATH_INFO"] or "%00" in query:
            return "400 Bad Request", "malformed"
        return None

    def _resolve_sender(self, environ: dict[str, Any]) -> None:
        peer = environ[PEER] = environ.get("REMOTE_ADDR") or ""
        is_trusted = self._proxies.trusts(peer)
        environ[IS_OPERATOR] = _is_direct(environ) and (is_trusted or _is_loopback(peer))
        if is_trusted:
            environ["REMOTE_ADDR"] = self._proxies.sender_behind(peer, environ.get("HTTP_X_FORWARDED_FOR", ""))
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        elif self._certificate is not None:
            environ.pop(self._certificate, None)

    def _is_our_name(self, environ: dict[str, Any]) -> bool:
        name = self._name_of(environ.get("HTTP_HOST", ""))
        if name in self._names or environ["PATH_INFO"] in _HEALTH:
            return True
        return name in LOOPBACK_HOSTS and environ["PATH_INFO"].startswith(_MACHINE_PATHS)


def certificate_variable(header: str | None) -> str | None:
    """Where the certificate of a client stands in the WSGI environment, which the host middleware takes out unless the
    peer is a trusted proxy."""
    return f"HTTP_{header.upper().replace('-', '_')}" if header else None


def external_url(endpoint: str, **values: Any) -> str:
    """The public address of a page, as it goes into mails and redirects; works outside a request too."""
    issuer = urlsplit(current_settings().issuer)
    adapter: MapAdapter = current_app.url_map.bind(issuer.netloc, url_scheme=issuer.scheme)
    return adapter.build(endpoint, values, force_external=True)


def init_hosts(app: Application) -> None:
    """Put the host middleware before Flask, and limits on bodies."""
    # A second slash is another address and found nowhere, rather than a redirect made from the request's Host.
    app.url_map.merge_slashes = False
    app.entrance = HostMiddleware(app.entrance, app.settings, partial(wants_json, app))
    largest = app.settings.server.maximum_body_bytes
    app.config.update(MAX_CONTENT_LENGTH=largest, MAX_FORM_MEMORY_SIZE=largest, MAX_FORM_PARTS=200)


def _name_of(host: str) -> str:
    """``Login.Example.com:443`` is ``login.example.com``; empty for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    is_plain = not (parts.path or parts.query or parts.fragment or "@" in host)
    return (parts.hostname or "").rstrip(".") if is_plain else ""


def _is_direct(environ: dict[str, Any]) -> bool:
    return not any(name in environ for name in FORWARDING_HEADERS)


@lru_cache(maxsize=1000)
def _is_loopback(peer: str) -> bool:
    address = parse_address(peer)
    return address is not None and address.is_loopback
