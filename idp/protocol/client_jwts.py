"""What the JWTs that clients sign have in common: why one does not hold, and the dates that it states."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

CLOCK_SKEW = timedelta(seconds=60)
"""How far the client's clock may be behind or ahead of ours."""
_LONGEST_ID = 255


class JwtFault(Exception):
    """Why a client's JWT does not hold, for the log."""


def check_type(header: Mapping[str, Any], types: Collection[str]) -> None:
    """Raises JwtFault for a JWT whose header says that it is of another kind than ``types``, in lower case (RFC 8725
    3.11). One that says nothing is a ``jwt``."""
    if str(header.get("typ", "JWT")).lower() not in types:
        raise JwtFault("its typ is that of another kind of JWT")


def check_id(claims: Mapping[str, Any]) -> None:
    """Raises JwtFault unless there is a ``jti`` by which a use can be remembered (RFC 7519 4.1.7)."""
    if not isinstance(claims.get("jti"), str) or not 0 < len(claims["jti"]) <= _LONGEST_ID:
        raise JwtFault("jti is missing, or is no text of up to 255 characters")


def moment(claims: Mapping[str, Any], name: str) -> datetime:
    """A NumericDate (RFC 7519 2). Raises JwtFault."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise JwtFault(f"{name} is missing, or is no number")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise JwtFault(f"{name} is no date") from error
