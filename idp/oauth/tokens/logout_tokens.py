"""Logout tokens (OpenID Connect Back-Channel Logout 1.0 2.4)."""

from datetime import datetime, timedelta

from idp.infrastructure.ids import new_id
from idp.oauth.provider_keys.keyring import KeyRing
from idp.protocol.client import Client
from idp.protocol.tokens import LOGOUT_TOKEN_TYPE, logout_token_claims

LIFETIME = timedelta(minutes=2)


def make_logout_token(
    client: Client, keyring: KeyRing, *, issuer: str, subject: str, session_id: str, now: datetime
) -> str:
    """Sign a logout token with the algorithm of the client's ID tokens; it is still to be encrypted like these. Each
    has a ``jti`` of its own."""
    claims = logout_token_claims(
        issuer=issuer,
        subject=subject,
        client_id=client.client_id,
        sid=session_id,
        token_id=new_id("lgt"),
        now=now,
        lifetime=LIFETIME,
    )
    return keyring.signing_key(client.id_token_signed_response_alg).sign(LOGOUT_TOKEN_TYPE, claims)
