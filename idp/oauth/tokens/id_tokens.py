"""ID tokens (OpenID Connect Core 2), and reading them back as hints."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from idp.oauth.authorizations import Authorization
from idp.oauth.provider_keys.keyring import KeyRing
from idp.oauth.tokens.access_tokens import verify_own_jwt
from idp.oauth.tokens.encryption import encrypt_for
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken
from idp.protocol.logout_request import HintFacts
from idp.protocol.tokens import ID_TOKEN_TYPE, id_token_claims


def make_id_token(
    authorization: Authorization,
    client: Client,
    keyring: KeyRing,
    *,
    issuer: str,
    claims: Mapping[str, object],
    now: datetime,
    lifetime: timedelta,
    access_token: str | None = None,
    code: str | None = None,
) -> str:
    """Sign an ID token with the algorithm that the client registered, and encrypt it to clients registered for that.

    It names the access token and the code that come along with it by their hashes (Core 3.3.2.11).

    On refresh it states the original sign-in and no nonce (Core 12.2). Raises NoEncryptionKey.
    """
    entry = keyring.signing_key(client.id_token_signed_response_alg)
    content = id_token_claims(
        issuer=issuer,
        subject=authorization.subject,
        client_id=client.client_id,
        now=now,
        lifetime=lifetime,
        algorithm=entry.algorithm,
        claims=claims,
        auth_time=authorization.authenticated_at,
        nonce=authorization.nonce if authorization.refreshed_at is None else None,
        acr=authorization.acr,
        amr=authorization.amr,
        sid=authorization.session_id,
        session_expiry=authorization.session_expires_at,
        access_token=access_token,
        code=code,
    )
    return encrypt_for(client, "id_token", entry.sign(ID_TOKEN_TYPE, content))


def read_hint(id_token: str | None, keyring: KeyRing, issuer: str) -> HintFacts | None:
    """What an ``id_token_hint`` proves; None for no hint and for one that proves nothing.

    An expired one still proves whom it was issued to (RP-Initiated Logout 1.0 2, Core 3.1.2.1).
    """
    if id_token is None:
        return None
    try:
        claims = verify_own_jwt(id_token, keyring, ID_TOKEN_TYPE)
    except (InvalidToken, UnicodeEncodeError):
        return None
    subject, client_id, sid = claims.get("sub"), claims.get("aud"), claims.get("sid")
    if claims.get("iss") != issuer or not isinstance(subject, str) or not isinstance(client_id, str):
        return None
    return HintFacts(subject=subject, client_id=client_id, sid=sid if isinstance(sid, str) else None)
