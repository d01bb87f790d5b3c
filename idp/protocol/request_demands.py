"""What a request, or its client by default, demands of the sign-in that answers it."""

from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.scopes import scopes_of


def needed_scopes(request: AuthorizationRequest) -> tuple[str, ...]:
    """The scopes asked for, then those whose claims are asked for one by one, in the order to show them."""
    implied = scopes_of(request.claims.names()).difference(request.scope)
    return (*request.scope, *sorted(implied))


def effective_max_age(request: AuthorizationRequest, client: Client) -> int | None:
    """Seconds; the request overrides the client's default (Dynamic Client Registration 1.0 §2)."""
    return client.default_max_age if request.max_age is None else request.max_age


def prefers_multi_factor(request: AuthorizationRequest, client: Client) -> bool:
    """Whether a second factor stands first among the acr values preferred (Core §3.1.2.1: in order of preference)."""
    preferred = request.acr_values or client.default_acr_values
    return preferred[:1] == (ACR_MULTI_FACTOR,)


def demands_multi_factor(request: AuthorizationRequest) -> bool:
    """Whether the request can't be answered without a second factor (Core §5.5.1.1), whatever else it would accept."""
    required = request.claims.essential_acr
    return ACR_MULTI_FACTOR in required and ACR_SINGLE_FACTOR not in required
