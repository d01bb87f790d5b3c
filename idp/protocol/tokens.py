"""What tokens say: claim sets for ID tokens, access tokens and logout tokens. Signing them is left to `oauth`."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from idp.protocol.errors import ServerError

ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105 -- the `typ` header of RFC 9068 §2.1
LOGOUT_TOKEN_TYPE = "logout+jwt"  # noqa: S105 -- the `typ` header of Back-Channel Logout 1.0 §2.4
ID_TOKEN_TYPE = "JWT"  # noqa: S105 -- the `typ` header; it keeps the two kinds apart (RFC 8725 §3.11)

_BACKCHANNEL_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

_HASH_OF_ALGORITHM = {
    "RS256": "sha256",
    "PS256": "sha256",
    "ES256": "sha256",
    "HS256": "sha256",
    "RS384": "sha384",
    "PS384": "sha384",
    "ES384": "sha384",
    "RS512": "sha512",
    "PS512": "sha512",
    "ES512": "sha512",
    "EdDSA": "sha512",
    "Ed25519": "sha512",
}
"""The hash inside each signature algorithm; Ed25519 uses SHA-512 (RFC 8032 §5.1)."""


def half_hash(value: str, algorithm: str) -> str:
    """`at_hash` of an access token or `c_hash` of a code: the left half of its digest, base64url (Core §3.1.3.6).

    Raises: ServerError for an algorithm that we never sign with.
    """
    name = _HASH_OF_ALGORITHM.get(algorithm)
    if name is None:
        raise ServerError(detail=f"no hash is defined for the algorithm {algorithm!r}")
    digest = hashlib.new(name, value.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def id_token_claims(
    *,
    issuer: str,
    subject: str,
    client_id: str,
    now: datetime,
    lifetime: timedelta,
    algorithm: str,
    claims: Mapping[str, object],
    auth_time: datetime | None = None,
    nonce: str | None = None,
    acr: str | None = None,
    amr: Iterable[str] = (),
    sid: str | None = None,
    session_expiry: datetime | None = None,
    access_token: str | None = None,
    code: str | None = None,
) -> dict[str, object]:
    """The claims of an ID token (OpenID Connect Core §2, §3.1.3.6, §3.3.2.11, Enterprise Extensions draft 01).

    `claims` are the person's, as `select_claims` chose them; they can never replace a claim of the protocol.
    Pass `auth_time` only where it is to be shown; on refresh it is the original one (Core §12.2).
    """
    own: dict[str, object | None] = {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "azp": client_id,
        "iat": _seconds(now),
        "exp": _seconds(now + lifetime),
        "auth_time": None if auth_time is None else _seconds(auth_time),
        "nonce": nonce,
        "acr": acr,
        "amr": list(amr) or None,
        "sid": sid,
        "session_expiry": None if session_expiry is None else _seconds(session_expiry),
        "at_hash": None if access_token is None else half_hash(access_token, algorithm),
        "c_hash": None if code is None else half_hash(code, algorithm),
    }
    return {**{name: value for name, value in claims.items() if name not in own}, **_present(own)}


def access_token_claims(
    *,
    issuer: str,
    subject: str,
    audience: str | tuple[str, ...],
    client_id: str,
    scope: Iterable[str],
    token_id: str,
    now: datetime,
    lifetime: timedelta,
    auth_time: datetime | None = None,
    acr: str | None = None,
    amr: Iterable[str] = (),
    sid: str | None = None,
    confirmation: Mapping[str, object] | None = None,
    actor: Mapping[str, object] | None = None,
    tenant: str | None = None,
) -> dict[str, object]:
    """The claims of a JWT access token (RFC 9068 §2.2), with `cnf` (RFC 7800 §3.1) and `act` (RFC 8693 §4.1).

    Where no person is involved, `subject` is the client id and there is no `auth_time` (§2.2, §2.2.1). `tenant` is the
    id of the organization that the person acts for.
    """
    return _present(
        {
            "iss": issuer,
            "sub": subject,
            "aud": audience if isinstance(audience, str) else list(audience),
            "client_id": client_id,
            "iat": _seconds(now),
            "exp": _seconds(now + lifetime),
            "jti": token_id,
            "scope": " ".join(scope) or None,
            "auth_time": None if auth_time is None else _seconds(auth_time),
            "acr": acr,
            "amr": list(amr) or None,
            "sid": sid,
            "cnf": confirmation,
            "act": actor,
            "tenant": tenant,
        }
    )


def logout_token_claims(
    *,
    issuer: str,
    subject: str,
    client_id: str,
    sid: str,
    token_id: str,
    now: datetime,
    lifetime: timedelta,
) -> dict[str, object]:
    """The claims of a logout token (Back-Channel Logout 1.0 §2.4), which must never have a `nonce`."""
    return {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": _seconds(now),
        "exp": _seconds(now + lifetime),
        "jti": token_id,
        "events": {_BACKCHANNEL_LOGOUT_EVENT: {}},
        "sid": sid,
    }


def _seconds(now: datetime) -> int:
    """NumericDate, cut to whole seconds (RFC 7519 §2)."""
    return int(now.timestamp())


def _present(claims: Mapping[str, object | None]) -> dict[str, object]:
    return {name: value for name, value in claims.items() if value is not None}
