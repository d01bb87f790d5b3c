"""What every grant goes through at the token endpoint."""

from collections.abc import Callable, Mapping
from typing import Any

from authlib.oauth2.rfc6749.grants.base import BaseGrant, TokenEndpointMixin

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.basis import Basis
from idp.oauth.resource_servers import current_audiences
from idp.oauth.sender_constraint.binding import find_binding
from idp.organizations.active.decision import find_lack
from idp.protocol.client import Client
from idp.protocol.confirmation import Confirmation
from idp.protocol.errors import InvalidGrant, InvalidRequest, InvalidScope, UnauthorizedClient
from idp.protocol.scopes import parse_scope
from idp.settings import Settings

SIGN_IN_AGAIN = "The portal demands more than this sign-in has proved; the person has to sign in again."


class Grant(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]  # Authlib has no types
    """A grant type. The shared phases run here, in this order, so that no grant can forget one.

    A subclass names its ``GRANT_TYPE`` and writes :meth:`exchange`. ``binding`` is what its tokens are bound to,
    ``resources`` what the request says that they are for.
    """

    GRANT_TYPE: str
    client: Client
    resources: tuple[str, ...]
    binding: Confirmation

    def validate_token_request(self) -> None:
        """Authenticate the client, check that it is registered for this grant, and find what its tokens are bound to.

        RFC 6749 3.2.1, 5.2; RFC 9449 5; RFC 8705 3.
        """
        self.request.client = self.server.authenticate_client(self.request, ())
        if self.GRANT_TYPE not in self.client.grant_types:
            raise UnauthorizedClient(f"The client is not registered for the grant type {self.GRANT_TYPE}.")
        self.resources = tuple((self.optional("resource") or "").split())
        self.binding = find_binding(self.request, self.client, current_time())

    def exchange(self) -> Mapping[str, Any]:
        """Trade what the client brought for tokens: the members of the JSON answer. Raises OAuthError."""
        raise NotImplementedError

    def check_rights(self, basis: Basis) -> None:
        """Raises InvalidGrant where the person lacks by now what the client requires in the organization."""
        if not self.client.required_rights:
            return
        lacks = find_lack(self.client, basis.account.id, basis.organization_id)
        if lacks is not None:
            raise InvalidGrant("The person lacks what the client requires in the organization.", detail=lacks)

    def choose_scope(self, is_permitted: Callable[[str], bool]) -> tuple[str, ...]:
        """What the request asks for where no person has agreed: scopes of resource servers that the client is
        registered for, and of the provider those that are permitted. All of these where it asks for none.

        Raises InvalidScope for another one (RFC 6749 3.3).
        """
        of_servers = current_audiences().server_of
        permitted = tuple(name for name in sorted(self.client.scope) if name in of_servers or is_permitted(name))
        asked = parse_scope(self.optional("scope"))
        if unknown := [name for name in asked if name not in permitted]:
            raise InvalidScope(
                "This scope is not available to a client without a person.",
                detail=f"not registered, or about a person: {' '.join(unknown)}",
            )
        return asked or permitted

    def check_resources(self, authorization: Authorization, scope: tuple[str, ...] | None = None) -> None:
        """Raises InvalidTarget where no token of the authorization, or of that part of its scope, is for what the
        request names (RFC 8707 2.2)."""
        asked = authorization.scope if scope is None else scope
        current_audiences().find_audience(asked, authorization.audience, self.resources)

    @property
    def settings(self) -> Settings:
        return current_settings()

    def required(self, name: str) -> str:
        """A parameter of the request. Raises InvalidRequest where it is missing."""
        value: str | None = self.request.parameters.get(name)
        if value is None:
            raise InvalidRequest(f"The parameter {name} is missing.")
        return value

    def optional(self, name: str) -> str | None:
        value: str | None = self.request.parameters.get(name)
        return value


GRANTS: dict[str, type[Grant]] = {}
"""Every grant by its type, in the order of discovery."""


def add_grant(grant: type[Grant]) -> None:
    """Serve a grant in every application that is made from now on."""
    GRANTS[grant.GRANT_TYPE] = grant
