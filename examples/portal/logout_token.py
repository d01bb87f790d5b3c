"""A logout token, validated as OpenID Connect Back-Channel Logout 1.0 section 2.6 asks."""

from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidClaimError, InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPE = "logout+jwt"
CLOCKS_DIFFER_BY_SECONDS = 60


def read_logout_token(provider: Any, value: str) -> dict[str, Any]:
    """The claims of a token for us. Raises ``JoseError`` or ``ValueError`` for any other.

    ``provider`` is an Authlib client: it knows the provider's metadata and keys, and our client ID.
    """
    metadata = provider.load_server_metadata()
    # Never "none", which no provider may list for tokens that it signs.
    registry = JWSRegistry(algorithms=metadata["id_token_signing_alg_values_supported"])
    try:
        token = jwt.decode(value, KeySet.import_key_set(provider.fetch_jwk_set()), registry=registry)
    except InvalidKeyIdError:
        # The provider has a new key by now.
        token = jwt.decode(value, KeySet.import_key_set(provider.fetch_jwk_set(force=True)), registry=registry)
    _check(token, metadata["issuer"], provider.client_id)
    return token.claims


def _check(token: jwt.Token, issuer: str, client_id: str) -> None:
    rules = jwt.JWTClaimsRegistry(
        leeway=CLOCKS_DIFFER_BY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
        events={"essential": True},
    )
    rules.validate(token.claims)
    events = token.claims["events"]
    # An ID token has no events and may have a nonce: it must not pass as a logout token.
    if token.header.get("typ") != TYPE or "nonce" in token.claims:
        raise ValueError("not a logout token")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise InvalidClaimError("events")
    if not (token.claims.get("sid") or token.claims.get("sub")):
        raise InvalidClaimError("sid")
