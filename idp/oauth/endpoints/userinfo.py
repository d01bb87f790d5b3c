"""The userinfo endpoint (OpenID Connect Core 5.3)."""

from collections.abc import Mapping
from typing import Any

from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest, Pairs
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.authorizations.bearer import explain_end, find_bearer
from idp.oauth.claims import claims_for
from idp.oauth.endpoints.endpoint import Endpoint
from idp.oauth.http import json_error
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.access_tokens import AccessToken, verify_access_token
from idp.protocol.bearer import challenge, parse_bearer
from idp.protocol.claims import parse_claims_request
from idp.protocol.errors import InsufficientScope, InvalidToken, OAuthError
from idp.protocol.scopes import OPENID


class UserinfoEndpoint(Endpoint):
    """Tells the bearer of an access token the claims that it may see."""

    NAME = "userinfo"
    PATH = "/userinfo"
    METHODS = ("GET", "POST")
    IS_READABLE_BY_WEB_ORIGINS = True

    def respond(self, request: MachineRequest) -> Mapping[str, Any]:
        access_token = _read_token(request)
        log_with_request(client_id=access_token.client_id)
        if OPENID not in access_token.scope:
            raise InsufficientScope(
                "The access token was not issued for the scope openid.",
                detail=f"the scope of the token is {' '.join(sorted(access_token.scope))}",
                client_id=access_token.client_id,
            )
        bearer = find_bearer(access_token.authorization_id, find_client(access_token.client_id))
        if bearer is None:
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
        scope = tuple(name for name in bearer.scope if name in access_token.scope)
        return claims_for(
            bearer.account,
            bearer.subject,
            scope,
            parse_claims_request(bearer.claims_request),
            "userinfo",
            organization_id=bearer.organization_id,
        )

    def refuse(self, request: MachineRequest, error: OAuthError) -> MachineAnswer:
        """The challenge of RFC 6750 3 says what was wrong with the token."""
        return json_error(error, [("WWW-Authenticate", challenge(error))])


def _read_token(request: MachineRequest) -> AccessToken:
    token = parse_bearer(
        request.headers.get("Authorization"),
        # RFC 6750 2.2: never with GET, whose body caches and proxies do not look at.
        _first(request.form or (), "access_token") if request.method == "POST" else None,
        _first(request.query, "access_token"),
    )
    return verify_access_token(token, current_keyring(), current_settings().issuer, current_time())


def _first(pairs: Pairs, name: str) -> str | None:
    return next((value for key, value in pairs if key == name), None)
