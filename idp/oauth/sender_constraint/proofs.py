"""The DPoP proof of a request (RFC 9449 4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key
from joserfc.util import urlsafe_b64decode
from werkzeug.datastructures import Headers

from idp.infrastructure.web.application import current_settings
from idp.oauth.client_jwts.reading import SentJwt, read_jwt
from idp.oauth.client_jwts.single_use import use_once
from idp.oauth.sender_constraint.nonces import PROOF_FIELD, is_nonce
from idp.protocol.client import Client
from idp.protocol.client_jwts import JwtFault
from idp.protocol.client_keys import fits
from idp.protocol.dpop_proofs import ProvedRequest, check_header, check_proof
from idp.protocol.errors import InvalidDpopProof, UseDpopNonce

_MOST_KEPT = 1000
_RSA_BITS = range(2048, 4097)
_MOST_EXPONENT_BITS = 64


def has_proof(headers: Headers) -> bool:
    """Whether a request comes with a proof, good or not."""
    return PROOF_FIELD in headers


def addresses_of(path: str) -> Sequence[str]:
    """The public addresses of an endpoint: at the issuer, and where certificates are asked for."""
    settings = current_settings()
    return [f"{origin}{path}" for origin in (settings.issuer, settings.client_certificates.address) if origin]


def prove(headers: Headers, request: ProvedRequest, client: Client, now: datetime) -> str:
    """The thumbprint (RFC 7638) of the key that a request proves to have; its proof is used up.

    Raises InvalidDpopProof, and UseDpopNonce where a nonce of ours is missing or too old.
    """
    try:
        proof = read_jwt(headers[PROOF_FIELD])
        thumbprint = _thumbprint_of(proof, client)
        until = check_proof(proof.claims, request, now)
    except JwtFault as fault:
        raise InvalidDpopProof("The DPoP proof does not hold.", detail=str(fault)) from fault
    if current_settings().tokens.require_dpop_nonce and not is_nonce(proof.claims.get("nonce"), now):
        raise UseDpopNonce("The DPoP proof needs the nonce of the field DPoP-Nonce.")
    # No client_id contains a colon, so that a key is the namesake of none.
    if not use_once(f"dpop:{thumbprint}", proof.claims["jti"], until):
        raise InvalidDpopProof("The DPoP proof does not hold.", detail="it was used before (jti)")
    return thumbprint


def _thumbprint_of(proof: SentJwt, client: Client) -> str:
    """That of the key which made the signature. Raises JwtFault."""
    algorithm, jwk = check_header(proof.header)
    if not client.may_sign_by(algorithm):
        raise JwtFault(f"the client's profile does not permit {algorithm}")
    key, thumbprint = _import(orjson.dumps(jwk, option=orjson.OPT_SORT_KEYS), algorithm)
    if not proof.is_signed_by(key, algorithm):
        raise JwtFault("its signature is not that of its jwk")
    return thumbprint


@lru_cache(maxsize=_MOST_KEPT)
def _import(jwk: bytes, algorithm: str) -> tuple[Key, str]:
    """A public key for signatures by an algorithm. Raises JwtFault."""
    members: Mapping[str, Any] = orjson.loads(jwk)
    if not fits(members, algorithm, None):
        raise JwtFault(f"jwk is no key for {algorithm}")
    try:
        if members["kty"] == "RSA":
            _check_size(members)
        key = import_key(dict(members))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise JwtFault(f"jwk can't be read: {type(error).__name__}") from error
    return key, key.thumbprint()


def _check_size(jwk: Mapping[str, Any]) -> None:
    """Asked before an RSA key is imported, which is no check and warns of short ones alone.

    Raises JwtFault for one that is too weak, or by which a check takes far longer than by others.
    """
    if _bits_of(jwk["n"]) not in _RSA_BITS:
        raise JwtFault("jwk must have 2048 to 4096 bits")
    if _bits_of(jwk["e"]) > _MOST_EXPONENT_BITS:
        raise JwtFault(f"the exponent of jwk has more than {_MOST_EXPONENT_BITS} bits")


def _bits_of(number: object) -> int:
    return int.from_bytes(urlsafe_b64decode(str(number).encode())).bit_length()
