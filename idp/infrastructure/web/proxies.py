"""The sender's address: the peer of the connection, or the address that a trusted proxy forwards.

``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed only when the peer is in ``server.trusted_proxies``. The
sender is then the rightmost address that is not a trusted proxy: everything left of it may be made up by the sender.
"""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from idp.infrastructure.networks import parse_address
from idp.settings import SettingsError

_LONGEST_CHAIN = 20
IS_OPERATOR = "einlass.is_operator"


class TrustedProxies:
    """The networks whose forwarding headers are believed."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        """Raises :class:`idp.settings.SettingsError` for what is no address or network."""
        self._networks = [_parse_network(network) for network in networks]
        self.trusts = lru_cache(maxsize=1000)(self._trusts)

    def _trusts(self, address: str) -> bool:
        parsed = parse_address(address)
        return parsed is not None and any(
            parsed.version == network.version and parsed in network for network in self._networks
        )

    def sender_behind(self, peer: str, forwarded_for: str) -> str:
        """The sender's address, given the peer and its ``X-Forwarded-For``."""
        nearest = peer
        for part in reversed(forwarded_for.split(",")[-_LONGEST_CHAIN:]):
            if not self.trusts(nearest):
                break
            address = parse_address(part.strip())
            if address is None:
                break
            nearest = str(address)
        return nearest


def is_from_operator(environ: dict[str, Any]) -> bool:
    """Whether the request comes straight from this machine or a trusted address, without a forwarding header."""
    return bool(environ.get(IS_OPERATOR))


def _parse_network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise SettingsError(f"server.trusted_proxies: {text} is neither an address nor a network") from error
