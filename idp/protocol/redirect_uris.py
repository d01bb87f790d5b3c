"""Which redirect URIs a client may register, and which of them a request may name."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from idp.protocol.client import Client
from idp.protocol.errors import InvalidRedirectUri

MAX_URI_LENGTH = 2048

_PRINTABLE_ASCII = re.compile(r"[\x21-\x7E]+")
_PRIVATE_USE_SCHEME = re.compile(r"[a-z][a-z0-9+\-]*(\.[a-z0-9+\-]+)+")
_LOOPBACK_IP_WITH_PORT = re.compile(r"http://(127\.0\.0\.1|\[::1\])(?::([0-9]{1,5}))?(?=[/?]|$)")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?\.?")
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_DOT_SEGMENT = re.compile(r"(^|/)(\.|%2e){1,2}(?=$|[/;])", re.IGNORECASE)
_HIGHEST_PORT = 65535
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_registered(uri: str, client: Client) -> bool:
    """Whether the request's redirect URI is one of the client's, character by character (RFC 9700 §2.1).

    Native applications listen on whatever port is free, so for them, and only for http on a loopback IP
    literal, the port is left out of the comparison (RFC 8252 §7.3).
    """
    if uri in client.redirect_uris:
        return True
    if client.application_type != "native":
        return False
    portless = _without_loopback_port(uri)
    return portless is not None and any(
        portless == _without_loopback_port(registered) for registered in client.redirect_uris
    )


def is_registered_for_logout(uri: str, client: Client) -> bool:
    """Whether a post-logout URI is one of the client's, as registered (RP-Initiated Logout 1.0 §3)."""
    return uri in client.post_logout_redirect_uris


def check_registrable(uri: str, application_type: str) -> None:
    """Refuse a redirect URI that no client may register; the message says what is wrong and what would do.

    Raises: InvalidRedirectUri (RFC 7591 §3.2.2; RFC 9700 §2.1, RFC 8252 §7).
    """
    _check_characters(uri)
    parts = split(uri)
    if parts.scheme in ("http", "https"):
        _check_web_address(uri, parts)
    else:
        _check_private_use_scheme(uri, parts, application_type)
    if "#" in uri:
        raise InvalidRedirectUri(f"{uri} has a fragment (#); leave it out.")
    if _DOT_SEGMENT.search(parts.path):
        raise InvalidRedirectUri(f"{uri} has a '.' or '..' segment in its path; write the path out.")


def origin_of(uri: str) -> str | None:
    """The web origin of an http(s) URI (RFC 6454 §6.1), or None: other schemes have no usable origin.

    The result holds nothing but scheme, host and port, so that it may go into a Content-Security-Policy.
    """
    try:
        parts = split(uri)
        host = parts.hostname
        port = parts.port
    except (InvalidRedirectUri, ValueError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or host is None or not _is_host(host):
        return None
    name = f"[{host}]" if ":" in host else host
    if port is None or port == _DEFAULT_PORTS[parts.scheme]:
        return f"{parts.scheme}://{name}"
    return f"{parts.scheme}://{name}:{port}"


def is_loopback(host: str | None) -> bool:
    """Whether a host names this machine and nothing else: the only place where plain http is harmless."""
    return host in _LOOPBACK_HOSTS


def split(uri: str) -> SplitResult:
    """`urlsplit` with our error. Raises: InvalidRedirectUri."""
    try:
        return urlsplit(uri)
    except ValueError as error:
        raise InvalidRedirectUri(f"{uri} is not a URI.") from error


def _without_loopback_port(uri: str) -> str | None:
    """The URI without its port when it is http on a loopback IP literal and that port exists, else None.

    Cut with one anchored expression instead of a URL parser, so that nothing but digits can ever be ignored.
    """
    match = _LOOPBACK_IP_WITH_PORT.match(uri)
    if match is None or not 0 < int(match[2] or 80) <= _HIGHEST_PORT:
        return None
    return f"http://{match[1]}{uri[match.end() :]}"


def _check_characters(uri: str) -> None:
    if len(uri) > MAX_URI_LENGTH:
        raise InvalidRedirectUri(f"The redirect URI is longer than {MAX_URI_LENGTH} characters.")
    if not _PRINTABLE_ASCII.fullmatch(uri):
        raise InvalidRedirectUri(
            f"{uri} must be printable ASCII; write other characters percent-encoded, and hosts in punycode."
        )
    for character in '\\*<>"{}|^`':
        if character in uri:
            raise InvalidRedirectUri(
                f"{uri} contains {character}, which redirect URIs may not; they are compared character by "
                f"character, without wildcards."
            )


def _check_web_address(uri: str, parts: SplitResult) -> None:
    if not uri.startswith(f"{parts.scheme}://"):
        raise InvalidRedirectUri(f"{uri} must be written {parts.scheme}://host/path.")
    if "@" in parts.netloc:
        raise InvalidRedirectUri(f"{uri} has a user name or password before the host; leave it out.")
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidRedirectUri(f"{uri} has a port that is not a number from 1 to 65535.") from error
    if port == 0 or parts.netloc.endswith(":"):
        raise InvalidRedirectUri(f"{uri} has a port that is not a number from 1 to 65535.")
    if host is None or not _is_host(host):
        raise InvalidRedirectUri(f"{uri} has no valid host.")
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidRedirectUri(f"{uri} is http; use https. Plain http is for localhost, 127.0.0.1 and [::1] only.")


def _is_host(host: str) -> bool:
    if ":" not in host:
        return _HOST.fullmatch(host) is not None and ".." not in host
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True


def _check_private_use_scheme(uri: str, parts: SplitResult, application_type: str) -> None:
    """RFC 8252 §7.1: a scheme based on a domain name under the application's control, hence with a dot."""
    if application_type != "native":
        raise InvalidRedirectUri(
            f"{uri} must be https, or http on localhost; only native clients may use other schemes."
        )
    if not _PRIVATE_USE_SCHEME.fullmatch(parts.scheme) or not uri.startswith(f"{parts.scheme}:/"):
        raise InvalidRedirectUri(
            f"{uri} needs a private-use scheme made from a domain name, such as com.example.app:/callback."
        )
    if "@" in parts.netloc:
        raise InvalidRedirectUri(f"{uri} has an @ before its path; leave it out.")
