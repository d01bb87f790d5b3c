"""The target of an outbound request, parsed once: what is checked is what is connected to."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import SplitResult, urlsplit

from idp.infrastructure.outbound_http.errors import OutboundRefused

_PORTS = {"https": 443, "http": 80}
# RFC 3986 2: unreserved, reserved and percent-encoded characters, and nothing else.
_URL = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
_HOST_NAME = re.compile(r"[a-z0-9._-]{1,253}")


@dataclass(frozen=True, slots=True)
class Target:
    """Scheme, host (lower case, IPv6 without brackets), port, and the path with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """``host:port``, the port always named."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority (RFC 6454 4)."""
        return f"{self.scheme}://{self.authority}"


def parse_target(url: str) -> Target:
    """The target of an absolute http or https URL. Raises :class:`OutboundRefused`.

    User information and fragments are refused as well: neither is sent, so the URL would not be the one asked for.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutboundRefused("the URL can't be parsed") from error
    host = _read_host(parts)
    if not _URL.fullmatch(url) or parts.scheme not in _PORTS or "@" in parts.netloc or host is None or port == 0:
        raise OutboundRefused("the URL is no plain http or https URL")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _read_host(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    if "[" not in parts.netloc:
        return host if _HOST_NAME.fullmatch(host) else None
    try:
        # A zone (``%eth0``) would name an interface of this machine.
        return None if "%" in host else str(IPv6Address(host))
    except ValueError:
        return None
