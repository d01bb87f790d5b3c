"""Where the parts of a trial are reached: three ports in a row on loopback."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

HOST = "127.0.0.1"
PORTALS = ("nordlicht", "werkbank")
"""Keys of the trial's portals in the settings, and their looks in ``examples/portal``."""


@dataclass(frozen=True)
class Addresses:
    """``port`` is the provider's; the portals have the next ones."""

    port: int
    issuer: str

    @classmethod
    def at(cls, port: int, issuer: str | None = None) -> "Addresses":
        """The addresses from ``port`` on; ``issuer`` where people reach the provider by another name, or over TLS."""
        return cls(port, issuer or f"http://localhost:{port}")

    @property
    def portal_ports(self) -> Mapping[str, int]:
        return {key: self.port + number for number, key in enumerate(PORTALS, start=1)}

    @property
    def ports(self) -> tuple[int, ...]:
        return (self.port, *self.portal_ports.values())

    def portal_url(self, key: str) -> str:
        """Of the same host as the issuer, so that a browser that calls it 127.0.0.1 finds everything there."""
        return f"http://{_host_of(self.issuer)}:{self.portal_ports[key]}"


def _host_of(issuer: str) -> str:
    host = urlsplit(issuer).hostname or "localhost"
    return f"[{host}]" if ":" in host else host
