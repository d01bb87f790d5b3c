"""Making JWTs that nobody should make: with keys of our own, keys of theirs, and headers of all kinds."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from joserfc.jwk import ECKey

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256."""


def encode(data: bytes | Mapping[str, Any]) -> str:
    """base64url without padding, of bytes or of JSON."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def header_of(token: str) -> dict[str, Any]:
    return json.loads(decode(token.split(".")[0]))


def payload_of(token: str) -> dict[str, Any]:
    return json.loads(decode(token.split(".")[1]))


def unsigned(header: Mapping[str, Any], payload: Mapping[str, Any], signature: str = "") -> str:
    return f"{encode(header)}.{encode(payload)}.{signature}"


def sign_hmac(header: Mapping[str, Any], payload: Mapping[str, Any], secret: bytes, algorithm: str = "sha256") -> str:
    signed = f"{encode(header)}.{encode(payload)}"
    return f"{signed}.{encode(hmac.digest(secret, signed.encode(), algorithm))}"


def sign_es256(header: Mapping[str, Any], payload: Mapping[str, Any], key: ECKey) -> str:
    """By hand, so that no library refuses a strange header."""
    signed = f"{encode(header)}.{encode(payload)}"
    private = key.get_op_key("sign")
    r, s = utils.decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{encode(es256_signature(r, s))}"


def es256_signature(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def twin_of(token: str) -> str:
    """The same token with the other signature that ECDSA accepts for it: (r, n - s)."""
    signed, _, signature = token.rpartition(".")
    raw = decode(signature)
    return (
        f"{signed}.{encode(es256_signature(int.from_bytes(raw[:32], 'big'), ORDER - int.from_bytes(raw[32:], 'big')))}"
    )
