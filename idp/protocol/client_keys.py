"""The public keys that a client signs with: what a JWK Set may hold (RFC 7517, RFC 7518 6, RFC 8037)."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

ALGORITHMS: Mapping[str, tuple[str, str | None]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", None)),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
"""The signatures that clients may make (RFC 7518 3.1, RFC 8037, RFC 9864), each with the type and curve of its key."""

SECRET_ALGORITHMS = ("HS256", "HS384", "HS512")
"""The signatures that clients may make with their secret (RFC 7518 3.2)."""

MOST_KEYS = 20
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def parse_key_set(document: str | bytes) -> Sequence[Mapping[str, Any]]:
    """The keys of a JWK Set, as they are written. Raises ValueError, which says what is wrong."""
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise ValueError("It is no JSON.") from error
    keys = parsed.get("keys") if isinstance(parsed, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise ValueError('It is no JWK Set, which looks like {"keys": [{"kty": …}]}.')
    if len(keys) > MOST_KEYS:
        raise ValueError(f"It has more than {MOST_KEYS} keys.")
    return keys


def is_private(key: Mapping[str, Any]) -> bool:
    """Whether a key shows what its owner alone may know."""
    return bool(_PRIVATE & key.keys()) or key.get("kty") == "oct"


def fits(key: Mapping[str, Any], algorithm: str, key_id: str | None) -> bool:
    """Whether a signature by ``algorithm`` may be of this key: type, curve, purpose, and the ``kid`` where one is
    named."""
    (kind, curve), operations = ALGORITHMS[algorithm], key.get("key_ops", ["verify"])
    return (
        key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and (key_id is None or key.get("kid") == key_id)
    )


def certificate_of(key: Mapping[str, Any]) -> bytes | None:
    """The certificate (its DER) that belongs to a key, the first of its ``x5c`` (RFC 7517 4.7); None where there is
    none that can be read."""
    chain = key.get("x5c")
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        return None
    try:
        return base64.b64decode(chain[0], validate=True)
    except ValueError:
        return None
