"""What each endpoint goes through that is called with an access token (RFC 6750)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest, Pairs
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.authorizations.bearer import Bearer, explain_end, find_bearer
from idp.oauth.claims import AccountClaims
from idp.oauth.endpoints.endpoint import Endpoint
from idp.oauth.http import json_error
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.access_tokens import AccessToken, verify_access_token
from idp.protocol.bearer import challenge, parse_bearer
from idp.protocol.client import Client
from idp.protocol.errors import InsufficientScope, InvalidToken, OAuthError


class BearerEndpoint(Endpoint):
    """An endpoint for the bearers of access tokens with the scope ``SCOPE``, who speak of a person; a subclass writes
    :meth:`respond_to`."""

    SCOPE: ClassVar[str]
    METHODS: ClassVar[tuple[str, ...]] = ("GET",)
    IS_READABLE_BY_WEB_ORIGINS = True

    def respond(self, request: MachineRequest) -> Mapping[str, Any]:
        access_token = _read_token(request)
        log_with_request(client_id=access_token.client_id)
        if self.SCOPE not in access_token.scope:
            raise InsufficientScope(
                f"The access token was not issued for the scope {self.SCOPE}.",
                detail=f"the scope of the token is {' '.join(sorted(access_token.scope))}",
                client_id=access_token.client_id,
            )
        client = find_client(access_token.client_id)
        bearer = find_bearer(access_token.authorization_id, client, access_token.organization_id)
        if bearer is None or client is None:
            reason = explain_end(access_token.authorization_id)
            raise InvalidToken(
                "The access token was revoked, or the person has to sign in again.",
                detail=reason,
                client_id=access_token.client_id,
            )
        if bearer.account is None:
            raise InsufficientScope(
                "The access token was issued to a client for itself, and speaks of no person.",
                client_id=access_token.client_id,
            )
        return self.respond_to(request, access_token, bearer, bearer.account, client)

    def respond_to(
        self, request: MachineRequest, token: AccessToken, bearer: Bearer, account: AccountClaims, client: Client
    ) -> Mapping[str, Any]:
        """The members of the JSON answer. Raises OAuthError."""
        raise NotImplementedError

    def refuse(self, request: MachineRequest, error: OAuthError) -> MachineAnswer:
        """The challenge of RFC 6750 3 says what was wrong with the token."""
        return json_error(error, [("WWW-Authenticate", challenge(error))])


def first_value(pairs: Pairs, name: str) -> str | None:
    """The first value of a parameter."""
    return next((value for key, value in pairs if key == name), None)


def _read_token(request: MachineRequest) -> AccessToken:
    token = parse_bearer(
        request.headers.get("Authorization"),
        # RFC 6750 2.2: never with GET, whose body caches and proxies do not look at.
        first_value(request.form or (), "access_token") if request.method == "POST" else None,
        first_value(request.query, "access_token"),
    )
    return verify_access_token(token, current_keyring(), current_settings().issuer, current_time())
