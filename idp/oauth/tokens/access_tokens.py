"""Access tokens, JWTs (RFC 9068) or opaque: made without a row, checked against their authorization."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from joserfc.errors import JoseError

from idp.infrastructure.web.application import current_secret_box
from idp.oauth.authorizations import Authorization
from idp.oauth.provider_keys import current_keyring
from idp.oauth.provider_keys.keyring import KeyRing
from idp.oauth.resource_servers import current_audiences
from idp.oauth.tokens.opaque_tokens import open_claims, seal_claims
from idp.protocol.confirmation import NOTHING_TO_PROVE, Confirmation
from idp.protocol.errors import InvalidToken
from idp.protocol.resource_indicators import Audiences
from idp.protocol.tokens import ACCESS_TOKEN_TYPE, access_token_claims


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token whose signature, type, issuer and time were checked; not yet its audience and authorization.

    ``actor`` is whom a token that was exchanged is used by (RFC 8693 4.1), None for any other.
    """

    authorization_id: str
    subject: str
    client_id: str
    scope: frozenset[str]
    audience: tuple[str, ...]
    expires_at: datetime
    claims: Mapping[str, Any]
    organization_id: str | None = None
    actor: Mapping[str, Any] | None = None
    binding: Confirmation = NOTHING_TO_PROVE

    @property
    def authenticated_at(self) -> datetime | None:
        """When the person signed in."""
        moment = self.claims.get("auth_time")
        return None if moment is None else datetime.fromtimestamp(moment, UTC)


def make_access_token(
    authorization: Authorization,
    scope: tuple[str, ...],
    audience: tuple[str, ...],
    *,
    issuer: str,
    now: datetime,
    lifetime: timedelta,
    binding: Confirmation,
    actor: Mapping[str, Any] | None,
    is_opaque: bool,
) -> str:
    """An access token for ``scope`` at an ``audience`` of one or more.

    Its ``jti`` begins with the authorization, by which it is revoked. ``actor`` is its ``act`` (RFC 8693 4.1). It is a
    signed JWT, or one that only this provider reads.
    """
    claims = access_token_claims(
        issuer=issuer,
        subject=authorization.subject,
        audience=audience[0] if len(audience) == 1 else audience,
        client_id=authorization.client_id,
        scope=scope,
        token_id=f"{authorization.id}.{secrets.token_hex(8)}",
        now=now,
        lifetime=lifetime,
        auth_time=authorization.authenticated_at,
        acr=authorization.acr,
        amr=authorization.amr,
        confirmation=binding.claim,
        actor=actor,
        tenant=authorization.organization_id,
    )
    if is_opaque:
        return seal_claims(claims, current_secret_box())
    return current_keyring().access_token_key.sign(ACCESS_TOKEN_TYPE, claims)


def verify_access_token(token: str, now: datetime) -> AccessToken:
    """Check a token of either form. Raises InvalidToken, whose detail says what was wrong with it."""
    claims = _read_claims(token)
    try:
        access_token = AccessToken(
            authorization_id=claims["jti"].partition(".")[0],
            subject=claims["sub"],
            client_id=claims["client_id"],
            scope=frozenset(claims.get("scope", "").split()),
            audience=_audience_of(claims["aud"]),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            claims=claims,
            organization_id=claims.get("tenant"),
            actor=claims.get("act"),
            binding=Confirmation.of_claims(claims),
        )
        reason = _find_fault(access_token, current_audiences(), now)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InvalidToken("The access token is malformed.", detail=repr(error)) from error
    if reason is not None:
        description = "The access token has expired, or is meant for no server that is known here."
        raise InvalidToken(description, detail=reason, client_id=access_token.client_id)
    return access_token


def _read_claims(token: str) -> Mapping[str, Any]:
    if "." in token:
        return verify_own_jwt(token, current_keyring(), ACCESS_TOKEN_TYPE)
    claims = open_claims(token, current_secret_box())
    if claims is None:
        raise InvalidToken("The token was not issued here.")
    return claims


def _audience_of(aud: str | list[str]) -> tuple[str, ...]:
    """One audience is a text, several are a list (RFC 7519 4.1.3)."""
    return (aud,) if isinstance(aud, str) else tuple(aud)


def _find_fault(token: AccessToken, audiences: Audiences, now: datetime) -> str | None:
    """Why a token that was signed here does not hold anywhere; None where it does."""
    if token.claims["iss"] != audiences.issuer:
        return f"wrong issuer: {token.claims['iss']}"
    if not all(map(audiences.has, token.audience)):
        return f"wrong audience: {token.claims['aud']}"
    return f"expired at {token.expires_at.isoformat()}" if token.expires_at <= now else None


def verify_own_jwt(token: str, keyring: KeyRing, token_type: str) -> Mapping[str, Any]:
    """The claims of a JWT that this provider signed, whether it has expired or not.

    ``typ`` keeps ID tokens and access tokens apart (RFC 8725 3.11).

    Raises InvalidToken.
    """
    try:
        opened = keyring.open(token)
    except (JoseError, KeyError, ValueError, TypeError, RecursionError) as error:
        # The text of another error may repeat the token.
        detail = repr(error) if isinstance(error, JoseError) else type(error).__name__
        raise InvalidToken("The token was not signed here.", detail=detail) from error
    if not isinstance(opened.claims, dict) or opened.token_type != token_type:
        raise InvalidToken("The token is of another kind.")
    return MappingProxyType(opened.claims)
