"""Token introspection (RFC 7662)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import current_settings
from idp.oauth.authorizations.bearer import Bearer, find_bearer
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest, get_token
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.access_tokens import verify_access_token
from idp.oauth.tokens.refresh_tokens import RefreshToken, parse_refresh_token
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken

_INACTIVE: Mapping[str, Any] = {"active": False}


class IntrospectionEndpoint(ClientEndpoint):
    """Says whether a token still holds, to the client it was issued to; of any other token it knows nothing."""

    NAME = "introspection"
    PATH = "/introspect"

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        token = get_token(form)
        if refresh_token := parse_refresh_token(token):
            return _introspect_refresh_token(refresh_token, client, now())
        return _introspect_access_token(token, client, now())


def _introspect_access_token(token: str, client: Client, moment: datetime) -> Mapping[str, Any]:
    try:
        access_token = verify_access_token(token, current_keyring(), current_settings().issuer, moment)
    except InvalidToken:
        return _INACTIVE
    if access_token.client_id != client.client_id:
        return _INACTIVE
    bearer = find_bearer(access_token.authorization_id)
    if bearer is None:
        return _INACTIVE
    return {"active": True, "token_type": "Bearer", **_username(bearer), **access_token.claims}


def _introspect_refresh_token(token: RefreshToken, client: Client, moment: datetime) -> Mapping[str, Any]:
    bearer = find_bearer(token.authorization_id)
    if bearer is None or bearer.client_id != client.client_id or bearer.refresh_hash != token.secret_hash:
        return _INACTIVE
    if bearer.refresh_expires_at is None or bearer.refresh_expires_at <= moment:
        return _INACTIVE
    return {
        "active": True,
        "iss": current_settings().issuer,
        "sub": bearer.subject,
        "client_id": bearer.client_id,
        "scope": " ".join(bearer.scope),
        **_username(bearer),
        "iat": int(bearer.authorized_at.timestamp()),
        "exp": int(bearer.refresh_expires_at.timestamp()),
    }


def _username(bearer: Bearer) -> Mapping[str, Any]:
    """A client that acts for itself has none (2.2: optional)."""
    return {"username": bearer.username} if bearer.username else {}
