"""Which targets an outbound client may reach: one policy for URLs of clients, one for those of the operator."""

from dataclasses import dataclass
from typing import Protocol

from idp.infrastructure.networks import Address
from idp.infrastructure.outbound_http.addresses import is_public
from idp.infrastructure.outbound_http.targets import Target


class TargetPolicy(Protocol):
    """Decides twice: on the target as it is written, and on each address that its name resolved to."""

    def allows_target(self, target: Target) -> bool: ...

    def allows_address(self, target: Target, address: Address) -> bool: ...


@dataclass(frozen=True, slots=True)
class ClientUrlPolicy:
    """For URLs that a client's metadata names: https, at public addresses.

    ``loopback`` lists ``host:port`` of services on this machine that may be reached too, by http as well: for
    development, from ``outbound.development_loopback``.
    """

    loopback: frozenset[str] = frozenset()

    def allows_target(self, target: Target) -> bool:
        return target.scheme == "https" or target.authority in self.loopback

    def allows_address(self, target: Target, address: Address) -> bool:
        return address.is_loopback if target.authority in self.loopback else is_public(address)


@dataclass(frozen=True, slots=True)
class OperatorPolicy:
    """For targets that the settings name: these origins and no others, at public or internal addresses."""

    origins: frozenset[str]

    def allows_target(self, target: Target) -> bool:
        return target.origin in self.origins

    def allows_address(self, target: Target, address: Address) -> bool:
        return True
