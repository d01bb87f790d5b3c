"""The authorization request: parsed once, in two phases, into a frozen value.

First `identify`, whose errors are *shown* on a page of ours, because the redirect URI is not verified
yet (RFC 6749 §4.1.2.1, RFC 9700 §4.11). Then `parse_authorization_request`, whose errors are *redirected*
through the `response_channel`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from idp.protocol import authorization_rules as rules
from idp.protocol.authorization_rules import Attempt
from idp.protocol.claims import ClaimsRequest
from idp.protocol.client import Client
from idp.protocol.errors import (
    ClientDisabled,
    ClientIdMissing,
    ClientUnknown,
    InvalidScope,
    RedirectUriMissing,
    RedirectUriUnregistered,
)
from idp.protocol.redirect_uris import is_registered
from idp.protocol.response_modes import ResponseChannel, response_channel
from idp.protocol.response_types import ResponseType
from idp.protocol.rule_table import RequestEndpoint, apply_rules
from idp.protocol.scopes import OPENID
from idp.protocol.supported import Supported

__all__ = [
    "AuthorizationRequest",
    "ResponseChannel",
    "Supported",
    "identify",
    "identify_client",
    "identify_redirect_uri",
    "parse_authorization_request",
    "recheck",
    "response_channel",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request that has passed every rule (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

    `scope` is in the order asked and holds only what the client may have; `max_age` is in seconds; the hints are as
    sent, unverified; `display` and the locales are wishes that never fail. `organization` is the id of the one that
    the answer must be for, `domain_hint` a mail domain of the one that it should be for; `organization_kind` and
    `organization_name` only fill in the form in which a person who registers names an organization. `pushed_as` is
    the digest of the `request_uri` of a pushed request (RFC 9126), None for a plain one. `dpop_jkt` is the key that
    the redemption of the code has to prove. `device` is the digest of the device code of a request that a device
    has made (RFC 8628): it is answered there, and has neither redirect URI nor response type or mode.
    """

    client_id: str
    redirect_uri: str = ""
    response_type: ResponseType = frozenset()
    response_mode: str = ""
    scope: tuple[str, ...]
    state: str | None = None
    nonce: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    claims: ClaimsRequest = field(default_factory=ClaimsRequest)
    acr_values: tuple[str, ...] = ()
    login_hint: str | None = None
    id_token_hint: str | None = None
    ui_locales: tuple[str, ...] = ()
    claims_locales: tuple[str, ...] = ()
    display: str | None = None
    resource: tuple[str, ...] = ()
    organization: str | None = None
    domain_hint: str | None = None
    organization_kind: str | None = None
    organization_name: str | None = None
    pushed_as: str | None = None
    dpop_jkt: str | None = None
    device: str | None = None

    @property
    def is_openid(self) -> bool:
        """Whether an ID token is asked for; otherwise this is plain OAuth."""
        return OPENID in self.scope

    @property
    def channel(self) -> ResponseChannel:
        """The way back to the client."""
        return ResponseChannel(self.response_mode, self.state)


def identify(parameters: Mapping[str, str], find_client: Callable[[str], Client | None]) -> tuple[Client, str]:
    """The client and its verified redirect URI.

    A missing redirect URI is an error even where only one is registered (Core §3.1.2.1).

    Raises: ClientIdMissing, ClientUnknown, ClientDisabled, RedirectUriMissing or RedirectUriUnregistered, to be shown
    and never redirected.
    """
    client = identify_client(parameters, find_client)
    return client, identify_redirect_uri(parameters, client)


def identify_client(parameters: Mapping[str, str], find_client: Callable[[str], Client | None]) -> Client:
    """The client alone. Raises: ClientIdMissing, ClientUnknown or ClientDisabled, as `identify` does."""
    client_id = parameters.get("client_id")
    if client_id is None:
        raise ClientIdMissing("The parameter client_id is missing.")
    client = find_client(client_id)
    if client is None:
        raise ClientUnknown("This application is not known here.", detail="no client has this client_id")
    if not client.enabled:
        raise ClientDisabled(
            "This application is switched off.",
            detail="the client is disabled",
            next_step=f"`idp clients enable {client.client_id}` lets it in again",
        )
    return client


def identify_redirect_uri(parameters: Mapping[str, str], client: Client) -> str:
    """The verified redirect URI alone. Raises: RedirectUriMissing or RedirectUriUnregistered, as `identify` does."""
    uri = parameters.get("redirect_uri")
    if uri is None:
        raise RedirectUriMissing("The parameter redirect_uri is missing.")
    if not is_registered(uri, client):
        raise RedirectUriUnregistered(
            "The redirect_uri is not registered for this application.",
            detail=f"received {uri!r}; registered {list(client.redirect_uris)!r}",
            next_step="correct the address in the application; where the one received is the application's own, "
            f"register it: `idp clients edit {client.client_id} --redirect-uri …`",
        )
    return uri


def parse_authorization_request(
    parameters: Mapping[str, str],
    client: Client,
    supported: Supported,
    endpoint: RequestEndpoint = RequestEndpoint.AUTHORIZATION,
) -> AuthorizationRequest:
    """Apply every rule of the endpoint; call it only after `identify`, with what that returned.

    Raises: OAuthError, to be sent to the client through the `response_channel`, or where the request was pushed as the
    answer to that.
    """
    members = apply_rules(Attempt(parameters, client, supported), endpoint)
    return AuthorizationRequest(client_id=client.client_id, **members)


def recheck(request: AuthorizationRequest, client: Client) -> AuthorizationRequest:
    """The request as far as the client may still have it: what must hold at every step, not only at the first.

    Scopes that were taken from the client since are left out, like those that it never had; `openid` is not, because
    the client would then be answered in another protocol than it asked in.

    Raises: OAuthError, to be sent to the client through the request's `channel`.
    """
    if request.device is not None:
        rules.check_device_grant(client)
    else:
        rules.check_response_type(request.response_type, client)
    scope = rules.usable_scopes(request.scope, request.response_type, client)
    if not scope or (request.is_openid and OPENID not in scope):
        raise InvalidScope("A scope of this request is not available to the client any more.")
    return replace(request, scope=scope, claims=request.claims.limited_to(client.scope))
