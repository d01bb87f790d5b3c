"""The authorization request: parsed once, in two phases, into a frozen value.

First `identify`, whose errors are *shown* on a page of ours, because nobody has vouched for the redirect URI
yet (RFC 6749 §4.1.2.1, RFC 9700 §4.11). Then `parse_authorization_request`, whose errors are *redirected*
through the `response_channel`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from idp.protocol import authorization_rules as rules
from idp.protocol.authorization_rules import Attempt
from idp.protocol.claims import ClaimsRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidClient, InvalidRequest, UnauthorizedClient
from idp.protocol.redirect_uris import is_registered
from idp.protocol.response_modes import ResponseChannel, ResponseType, response_channel
from idp.protocol.scopes import OPENID
from idp.protocol.supported import Supported

__all__ = [
    "AuthorizationRequest",
    "ResponseChannel",
    "Supported",
    "identify",
    "parse_authorization_request",
    "response_channel",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request that has passed every rule (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

    `scope` is in the order asked and holds only what the client may have; `max_age` is in seconds; the hints
    are as sent, unverified; `display` and the locales are wishes that never fail.
    """

    client_id: str
    redirect_uri: str
    response_type: ResponseType
    response_mode: str
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

    @property
    def is_openid(self) -> bool:
        """Whether an ID token is asked for; otherwise this is plain OAuth."""
        return OPENID in self.scope

    @property
    def channel(self) -> ResponseChannel:
        """The way back to the client."""
        return ResponseChannel(self.response_mode, self.state)

    def to_parameters(self) -> dict[str, str]:
        """JSON-able parameters from which `parse_authorization_request` makes an equal request again."""
        values = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": " ".join(sorted(self.response_type)),
            "response_mode": self.response_mode,
            "scope": " ".join(self.scope),
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.code_challenge,
            "code_challenge_method": self.code_challenge_method,
            "prompt": " ".join(sorted(self.prompt)),
            "max_age": None if self.max_age is None else str(self.max_age),
            "claims": self.claims.to_text() if self.claims else None,
            "acr_values": " ".join(self.acr_values),
            "login_hint": self.login_hint,
            "id_token_hint": self.id_token_hint,
            "ui_locales": " ".join(self.ui_locales),
            "claims_locales": " ".join(self.claims_locales),
            "display": self.display,
            "resource": " ".join(self.resource),
        }
        return {name: value for name, value in values.items() if value}


def identify(parameters: Mapping[str, str], find_client: Callable[[str], Client | None]) -> tuple[Client, str]:
    """The client and its verified redirect URI.

    A missing redirect URI is an error even where only one is registered (Core §3.1.2.1).

    Raises: InvalidRequest, InvalidClient or UnauthorizedClient, to be shown and never redirected.
    """
    client_id = parameters.get("client_id")
    if client_id is None:
        raise InvalidRequest("The parameter client_id is missing.")
    client = find_client(client_id)
    if client is None:
        raise InvalidClient("This application is not known here.", detail=f"unknown client_id {client_id!r}")
    if not client.enabled:
        raise UnauthorizedClient("This application is switched off.", detail=f"disabled client {client_id!r}")
    return client, _identify_redirect_uri(parameters, client)


def _identify_redirect_uri(parameters: Mapping[str, str], client: Client) -> str:
    uri = parameters.get("redirect_uri")
    if uri is None:
        raise InvalidRequest("The parameter redirect_uri is missing.")
    if not is_registered(uri, client):
        raise InvalidRequest(
            "The redirect_uri is not registered for this application.",
            detail=f"received {uri!r}; registered {list(client.redirect_uris)!r}",
        )
    return uri


def parse_authorization_request(
    parameters: Mapping[str, str], client: Client, supported: Supported
) -> AuthorizationRequest:
    """Apply every rule, in this order; call it only after `identify`, with what that returned.

    Raises: OAuthError, to be sent to the client through the `response_channel`.
    """
    attempt = Attempt(parameters, client, supported)
    rules.no_request_object(attempt)
    rules.no_registration(attempt)
    return AuthorizationRequest(
        client_id=client.client_id,
        redirect_uri=parameters["redirect_uri"],
        response_type=rules.response_type(attempt),
        response_mode=rules.response_mode(attempt),
        scope=rules.scope(attempt),
        state=parameters.get("state"),
        nonce=rules.nonce(attempt),
        code_challenge=rules.code_challenge(attempt),
        code_challenge_method=parameters.get("code_challenge_method"),
        prompt=rules.prompt(attempt),
        max_age=rules.max_age(attempt),
        claims=rules.claims(attempt),
        acr_values=attempt.words("acr_values"),
        login_hint=parameters.get("login_hint"),
        id_token_hint=parameters.get("id_token_hint"),
        ui_locales=attempt.words("ui_locales"),
        claims_locales=attempt.words("claims_locales"),
        display=parameters.get("display"),
        resource=rules.resource(attempt),
    )
