"""Token introspection (RFC 7662)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import current_settings
from idp.oauth.endpoints.endpoint import TokenEndpoint
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens import families
from idp.oauth.tokens.access_tokens import verify_access_token
from idp.oauth.tokens.refresh_tokens import parse_refresh_token
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken

_INACTIVE: Mapping[str, Any] = {"active": False}


class IntrospectionEndpoint(TokenEndpoint):
    """Says whether a token still holds, to the client it was issued to; of any other token it knows nothing."""

    ENDPOINT_NAME = "introspection"
    PATH = "/introspect"

    def answer(self, token: str, client: Client) -> Mapping[str, Any]:
        if refresh_token := parse_refresh_token(token):
            return _introspect_refresh_token(refresh_token.family_id, refresh_token.secret_hash, client, now())
        return _introspect_access_token(token, client, now())


def _introspect_access_token(token: str, client: Client, moment: datetime) -> Mapping[str, Any]:
    try:
        access_token = verify_access_token(token, current_keyring(), current_settings().issuer, moment)
    except InvalidToken:
        return _INACTIVE
    if access_token.client_id != client.client_id:
        return _INACTIVE
    person = families.find_bearer(access_token.family_id)
    if person is None:
        return _INACTIVE
    return {
        "active": True,
        "token_type": "Bearer",
        "username": person.username or person.email,
        **access_token.claims,
    }


def _introspect_refresh_token(family_id: str, secret_hash: str, client: Client, moment: datetime) -> Mapping[str, Any]:
    person = families.find_bearer(family_id)
    if person is None or person.client_id != client.client_id or person.refresh_hash != secret_hash:
        return _INACTIVE
    if person.refresh_expires_at <= moment:
        return _INACTIVE
    return {
        "active": True,
        "iss": current_settings().issuer,
        "sub": person.account_id,
        "client_id": person.client_id,
        "scope": person.scope,
        "username": person.username or person.email,
        "iat": int(person.authorized_at.timestamp()),
        "exp": int(person.refresh_expires_at.timestamp()),
    }
