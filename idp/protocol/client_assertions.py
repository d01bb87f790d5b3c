"""What a client assertion must say (RFC 7521 5.2, RFC 7523 3, OpenID Connect Core 1.0 9), once its signature holds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from idp.protocol.client_jwts import CLOCK_SKEW, JwtFault, check_id, moment

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFETIME = timedelta(hours=1)
"""An assertion that holds longer is refused: each one is remembered until it ends."""
TYPES = frozenset({"jwt", "client-authentication+jwt"})
"""What the header may say that the JWT is, in lower case; it may as well say nothing."""


def check_assertion(claims: Mapping[str, Any], client_id: str, issuer: str, now: datetime) -> datetime:
    """Until when the assertion must be remembered so that it is not used twice. Raises JwtFault.

    The audience is the issuer as a single text and nothing else: an assertion that names an endpoint, or several
    audiences, may have been made for another server (FAPI 2.0 Security Profile 5.3.2.1).
    """
    for name in ("iss", "sub"):
        if claims.get(name) != client_id:
            raise JwtFault(f"{name} is not the client_id")
    if claims.get("aud") != issuer:
        raise JwtFault(f"aud is not the issuer as a single text, {issuer}")
    check_id(claims)
    for name in ("iat", "nbf"):
        if claims.get(name) is not None and moment(claims, name) > now + CLOCK_SKEW:
            raise JwtFault(f"{name} is in the future")
    ends_at = moment(claims, "exp")
    if ends_at <= now - CLOCK_SKEW:
        raise JwtFault("it has expired")
    if ends_at > now + LONGEST_LIFETIME + CLOCK_SKEW:
        raise JwtFault("it holds for more than an hour")
    return ends_at + CLOCK_SKEW
