"""The token endpoint's answer (RFC 6749 5.1, OpenID Connect Core 3.1.3.3) for a family."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from idp.infrastructure.metrics import count_token
from idp.oauth.claims import claims_for_id_token
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.access_tokens import make_access_token
from idp.oauth.tokens.id_tokens import make_id_token
from idp.oauth.tokens.refresh_tokens import RefreshToken
from idp.protocol.client import Client
from idp.protocol.scopes import OPENID
from idp.settings import Settings


def token_answer(
    family: Row[Any],
    client: Client,
    scope: tuple[str, ...],
    refresh_token: RefreshToken | None,
    settings: Settings,
    now: datetime,
) -> Mapping[str, Any]:
    """An access token for ``scope``, an ID token where the scope holds ``openid``, and the refresh token if any."""
    keyring = current_keyring()
    lifetime = timedelta(seconds=settings.tokens.access_token_seconds)
    access_token = make_access_token(
        keyring,
        issuer=settings.issuer,
        family_id=family.id,
        account_id=family.account_id,
        client_id=client.client_id,
        scope=scope,
        now=now,
        lifetime=lifetime,
        authenticated_at=family.authenticated_at,
        acr=family.acr,
        amr=family.amr,
    )
    answer: dict[str, Any] = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": settings.tokens.access_token_seconds,
        "scope": " ".join(scope),
    }
    count_token("access")
    if refresh_token is not None:
        count_token("refresh")
        answer["refresh_token"] = str(refresh_token)
    if OPENID in scope:
        count_token("id")
        answer["id_token"] = make_id_token(
            keyring,
            family,
            client,
            issuer=settings.issuer,
            access_token=access_token,
            claims=claims_for_id_token(family.account_id, scope, family.claims_request),
            now=now,
            lifetime=timedelta(seconds=settings.tokens.id_token_seconds),
        )
    return answer
