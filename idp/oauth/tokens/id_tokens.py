"""ID tokens (OpenID Connect Core 2), and reading them back as hints."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from idp.oauth.signing_keys.keyring import KeyRing
from idp.oauth.tokens.access_tokens import verify_own_jwt
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken
from idp.protocol.logout_request import HintFacts
from idp.protocol.tokens import ID_TOKEN_TYPE, id_token_claims


def make_id_token(
    keyring: KeyRing,
    family: Row[Any],
    client: Client,
    *,
    issuer: str,
    access_token: str,
    claims: Mapping[str, object],
    now: datetime,
    lifetime: timedelta,
) -> str:
    """Sign an ID token for what ``family`` stands for, with the algorithm the client registered.

    On refresh it states the original sign-in and no nonce (Core 12.2).
    """
    entry = keyring.signing_key(client.id_token_signed_response_alg)
    content = id_token_claims(
        issuer=issuer,
        subject=family.account_id,
        client_id=client.client_id,
        now=now,
        lifetime=lifetime,
        algorithm=entry.algorithm,
        claims=claims,
        auth_time=family.authenticated_at,
        nonce=family.nonce if family.refreshed_at is None else None,
        acr=family.acr,
        amr=family.amr,
        sid=family.session_id,
        access_token=access_token,
    )
    return entry.sign(ID_TOKEN_TYPE, content)


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
