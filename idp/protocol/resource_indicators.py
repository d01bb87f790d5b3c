"""Where a token is meant to be used (RFC 8707)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from idp.protocol.errors import InvalidTarget


def is_absolute_uri(uri: str) -> bool:
    """Whether it can name a resource: an absolute URI without a fragment (2)."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and "#" not in uri


@dataclass(frozen=True, slots=True)
class Audiences:
    """Where access tokens can be meant to be used: at the provider itself, and at the resource servers.

    ``server_of`` has the identifier of the resource server of each of its scopes. All other scopes are the provider's
    own, whose identifier is the issuer.
    """

    issuer: str
    server_of: Mapping[str, str] = field(default_factory=dict)

    def find_audience(
        self, scope: Iterable[str], granted: Iterable[str] = (), named: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """The audience of an access token: what the request names, else what is ``granted``, else all that the scope
        speaks of (RFC 8707 2.2, RFC 9068 3). Nothing that the scope does not speak of is ever among it.

        To pass over another name would hand out a token that a client then carries to a server for which it was never
        meant, and which could use it elsewhere. Raises InvalidTarget.
        """
        possible = self._audience_of(scope)
        if granted := frozenset(granted):
            possible = tuple(each for each in possible if each in granted)
        if wanted := {self.identify(uri): uri for uri in named}:
            for identifier, uri in wanted.items():
                if identifier not in possible:
                    raise InvalidTarget("No token for this resource goes with the scope.", detail=uri)
            possible = tuple(each for each in possible if each in wanted)
        if not possible:
            raise InvalidTarget("The scope opens nothing at the resource.", detail=" ".join(granted))
        return possible

    def narrow_scope(self, scope: tuple[str, ...], audience: Iterable[str]) -> tuple[str, ...]:
        """What of a scope means something to an audience."""
        if not self.server_of:
            return scope
        return tuple(name for name in scope if self.server_of.get(name, self.issuer) in audience)

    def has(self, identifier: str) -> bool:
        """Whether there is one of this identifier."""
        return identifier == self.issuer or identifier in self.server_of.values()

    def identify(self, uri: str) -> str:
        """The identifier that a URI names. A slash at its end is no difference (RFC 3986 6.2.3 on that of a host)."""
        same = uri.removesuffix("/")
        known = (self.issuer, *self.server_of.values())
        return next((each for each in known if each.removesuffix("/") == same), uri)

    def _audience_of(self, scope: Iterable[str]) -> tuple[str, ...]:
        """Whom a scope speaks of, each once; one without words speaks of the provider."""
        if not self.server_of:
            return (self.issuer,)
        return tuple(dict.fromkeys(self.server_of.get(name, self.issuer) for name in scope)) or (self.issuer,)
