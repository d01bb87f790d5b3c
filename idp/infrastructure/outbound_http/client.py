"""The outbound client: parse, ask the policy, resolve once, ask again, connect to just these addresses."""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPException
from ipaddress import ip_address

from idp.infrastructure.networks import Address
from idp.infrastructure.outbound_http.connection import PinnedConnection
from idp.infrastructure.outbound_http.deadline import Deadline
from idp.infrastructure.outbound_http.errors import OutboundFailed, OutboundRefused
from idp.infrastructure.outbound_http.policies import ClientUrlPolicy, OperatorPolicy, TargetPolicy
from idp.infrastructure.outbound_http.response import OutboundResponse, read_response
from idp.infrastructure.outbound_http.targets import Target, parse_target
from idp.settings import Settings

Resolver = Callable[[str, int], Sequence[Address]]

_HEADERS = {"User-Agent": "Einlass", "Accept-Encoding": "identity", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class OutboundLimits:
    """Seconds from the resolution to the last byte, and the largest body in bytes."""

    seconds: float = 3.0
    largest_body: int = 65_536


@lru_cache(maxsize=1)
def system_authorities() -> ssl.SSLContext:
    """TLS that verifies chain and name against the system's certificate authorities."""
    return ssl.create_default_context()


def resolve(host: str, port: int) -> Sequence[Address]:
    """Every address of ``host``, in the system's order. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


class OutboundClient:
    """Sends requests to targets that its policy allows. It keeps nothing between two requests."""

    def __init__(
        self,
        policy: TargetPolicy,
        limits: OutboundLimits | None = None,
        *,
        resolver: Resolver = resolve,
        tls: Callable[[], ssl.SSLContext] = system_authorities,
    ) -> None:
        self._policy, self._limits = policy, limits or OutboundLimits()
        self._resolver, self._tls = resolver, tls

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> OutboundResponse:
        """The response, of any status; redirects are not followed. Raises :class:`OutboundError`."""
        return self._send("GET", url, None, headers or {})

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> OutboundResponse:
        """As :meth:`get`. Raises :class:`OutboundError`."""
        return self._send("POST", url, body, headers)

    def _send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> OutboundResponse:
        target = parse_target(url)
        if not self._policy.allows_target(target):
            raise OutboundRefused(f"{target.origin} is no target for this client")
        deadline = Deadline(self._limits.seconds)
        addresses = self._resolve(target, deadline)
        connection = PinnedConnection(target, addresses, self._tls(), deadline)
        try:
            connection.request(method, target.path, body, {**headers, **_HEADERS})
            return read_response(connection.getresponse(), self._limits.largest_body)
        except (OSError, HTTPException) as error:
            raise OutboundFailed(f"{target.authority}: {error}") from error
        finally:
            connection.close()

    def _resolve(self, target: Target, deadline: Deadline) -> Sequence[Address]:
        """All of them must be allowed: one internal address among public ones is an attempt, not an accident."""
        try:
            addresses = deadline.limit(lambda: self._resolver(target.host, target.port))
        except (OSError, UnicodeError) as error:
            raise OutboundFailed(f"{target.host} can't be resolved") from error
        if not addresses or not all(self._policy.allows_address(target, address) for address in addresses):
            raise OutboundRefused(f"{target.host} is at no address that may be reached")
        return addresses


def client_url_client(settings: Settings, limits: OutboundLimits | None = None) -> OutboundClient:
    """For URLs that clients supply: ``jwks_uri``, sector identifiers, logos, back-channel logout."""
    return OutboundClient(ClientUrlPolicy(frozenset(settings.outbound.development_loopback)), limits)


def operator_client(urls: Iterable[str], limits: OutboundLimits | None = None) -> OutboundClient:
    """For targets that the settings name: the origins of ``urls``, wherever they are. Raises OutboundRefused."""
    return OutboundClient(OperatorPolicy(frozenset(parse_target(url).origin for url in urls)), limits)
