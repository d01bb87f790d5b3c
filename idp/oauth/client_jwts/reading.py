"""A JWT as it is sent, before anything of it is trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact

from idp.protocol.client_jwts import JwtFault


class _Limits(JWSRegistry):
    """A header may bring a key or a chain of certificates along."""

    max_header_length = 4 * 1024
    max_payload_length = 32 * 1024


_LIMITS = _Limits()


@dataclass(frozen=True, slots=True)
class SentJwt:
    """A JWT in the compact form (RFC 7515 7.1)."""

    signed: CompactSignature
    claims: Mapping[str, Any]

    @property
    def header(self) -> Mapping[str, Any]:
        """What the header names; its members are of no type or value that could be relied on."""
        header: Mapping[str, Any] = self.signed.protected
        return header

    @property
    def algorithm(self) -> object:
        """The ``alg`` of the header."""
        return self.header.get("alg")

    @property
    def key_id(self) -> str | None:
        """The ``kid`` of the header, where it is a text."""
        key_id = self.header.get("kid")
        return key_id if isinstance(key_id, str) else None

    def is_signed_by(self, key: Key, algorithm: str) -> bool:
        """Whether the key made the signature. Nothing else of the header is looked at: a key, a certificate or an
        address that it brings along decides nothing (RFC 8725 3.10), nor may it demand an extension."""
        try:
            return validate_compact(self.signed, key, [algorithm])
        except (JoseError, ValueError, TypeError):
            return False


@lru_cache(maxsize=100)
def read_jwt(text: str) -> SentJwt:
    """Take a JWT apart; each step of a request asks for it anew. Raises JwtFault, which repeats nothing of the text: a
    secret may have been sent in its place.

    Header and claims hold what can be stored, logged and written as JSON again: no lone surrogates, and no nesting or
    number beyond what other programs take (RFC 8259 8.2, 9).
    """
    try:
        signed = extract_compact(text.encode("ascii"), registry=_LIMITS)
        orjson.dumps(signed.protected)
        claims = orjson.loads(signed.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise JwtFault(f"it is no signed JWT: {type(error).__name__}") from error
    if not isinstance(claims, dict):
        raise JwtFault("it is no signed JWT: its claims are no object")
    return SentJwt(signed, claims)
