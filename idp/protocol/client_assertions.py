"""What a client assertion must say (RFC 7521 5.2, RFC 7523 3, OpenID Connect Core 1.0 9), once its signature holds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CLOCK_SKEW = timedelta(seconds=60)
"""How far the client's clock may be behind or ahead of ours."""
LONGEST_LIFETIME = timedelta(hours=1)
"""An assertion that holds longer is refused: each one is remembered until it ends."""
_LONGEST_ID = 255


class AssertionFault(Exception):
    """Why an assertion does not hold, for the log."""


def check_assertion(claims: Mapping[str, Any], client_id: str, issuer: str, now: datetime) -> datetime:
    """Until when the assertion must be remembered so that it is not used twice. Raises AssertionFault.

    The audience is the issuer as a single text and nothing else: an assertion that names an endpoint, or several
    audiences, may have been made for another server (FAPI 2.0 Security Profile 5.3.2.1).
    """
    for name in ("iss", "sub"):
        if claims.get(name) != client_id:
            raise AssertionFault(f"{name} is not the client_id")
    if claims.get("aud") != issuer:
        raise AssertionFault(f"aud is not the issuer as a single text, {issuer}")
    if not isinstance(claims.get("jti"), str) or not 0 < len(claims["jti"]) <= _LONGEST_ID:
        raise AssertionFault("jti is missing, or is no text of up to 255 characters")
    for name in ("iat", "nbf"):
        if claims.get(name) is not None and _moment(claims, name) > now + CLOCK_SKEW:
            raise AssertionFault(f"{name} is in the future")
    ends_at = _moment(claims, "exp")
    if ends_at <= now - CLOCK_SKEW:
        raise AssertionFault("it has expired")
    if ends_at > now + LONGEST_LIFETIME + CLOCK_SKEW:
        raise AssertionFault("it holds for more than an hour")
    return ends_at + CLOCK_SKEW


def _moment(claims: Mapping[str, Any], name: str) -> datetime:
    """A NumericDate (RFC 7519 2)."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AssertionFault(f"{name} is missing, or is no number")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise AssertionFault(f"{name} is no date") from error
