"""What a DPoP proof must say (RFC 9449 4.2, 4.3), once its signature holds."""

import base64
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from idp.protocol.client_jwts import CLOCK_SKEW, JwtFault, check_id, moment
from idp.protocol.client_keys import ALGORITHMS, is_private

PROOF_TYPE = "dpop+jwt"
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class ProvedRequest:
    """What a proof is for: the request's method, the addresses that its endpoint has, and the access token that comes
    with it, if any."""

    method: str
    addresses: Collection[str]
    access_token: str | None = None


def check_header(header: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Algorithm and public key of a proof's header. Raises JwtFault."""
    algorithm, key = header.get("alg"), header.get("jwk")
    if header.get("typ") != PROOF_TYPE:
        raise JwtFault(f"typ is not {PROOF_TYPE}")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise JwtFault("alg is none of dpop_signing_alg_values_supported")
    if not isinstance(key, dict) or is_private(key):
        raise JwtFault("jwk is no public key")
    return algorithm, key


def check_proof(claims: Mapping[str, Any], request: ProvedRequest, now: datetime) -> datetime:
    """Until when the proof must be remembered so that it is not used twice. Raises JwtFault.

    A minute is left to clocks that differ, and to the way; the nonce is the caller's to compare.
    """
    check_id(claims)
    if claims.get("htm") != request.method:
        raise JwtFault(f"htm is not the method, {request.method}")
    if _comparable(claims.get("htu")) not in map(_comparable, request.addresses):
        raise JwtFault(f"htu is not the address, {' or '.join(request.addresses)}")
    issued_at = moment(claims, "iat")
    if abs(issued_at - now) > CLOCK_SKEW:
        raise JwtFault("iat is more than a minute away")
    if request.access_token is not None and claims.get("ath") != _hash_of(request.access_token):
        raise JwtFault("ath is not the hash of the access token")
    return issued_at + CLOCK_SKEW


def _comparable(uri: object) -> tuple[str, str | None, int | None, str] | None:
    """An address without query and fragment, in the form in which equal ones are equal (RFC 3986 6.2.2, 6.2.3); None,
    which is equal to no address, for what is none."""
    if not isinstance(uri, str):
        return None
    try:
        parts = urlsplit(uri)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname, port, unquote(parts.path) or "/"


def _hash_of(access_token: str) -> str:
    """RFC 9449 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=").decode()
