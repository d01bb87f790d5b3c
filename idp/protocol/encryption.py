"""Encrypting answers to a client (RFC 7516, OpenID Connect Core §10.2): which are, how, and to which of its keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.protocol.client import Client

_CURVES = frozenset({"P-256", "P-384", "P-521", "X25519"})
ALGORITHMS: Mapping[str, frozenset[str]] = {
    "RSA-OAEP-256": frozenset({"RSA"}),
    **dict.fromkeys(("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"), frozenset({"EC", "OKP"})),
}
"""How the key of a content is handed over (RFC 7518 §4.1), each with the types of the client's key. RSA1_5 is not among
them: its padding has been broken again and again."""

METHODS = ("A128CBC-HS256", "A256GCM")
"""How a content is encrypted (RFC 7518 §5.1); the first is the default (Dynamic Client Registration 1.0 §2)."""

ANSWERS = ("id_token", "userinfo", "authorization", "introspection")
"""What can be encrypted, by the names of the fields. Logout tokens are as ID tokens are (Back-Channel Logout §2.6)."""

_OPERATIONS = frozenset({"encrypt", "wrapKey", "deriveKey", "deriveBits"})


@dataclass(frozen=True, slots=True)
class Encryption:
    """`alg` and `enc` of an encrypted answer."""

    algorithm: str
    method: str


def encryption_of(client: Client, answer: str) -> Encryption | None:
    """How an answer to the client is encrypted; None where it is registered for none."""
    algorithm = client.extras.get(f"{answer}_encrypted_response_alg")
    if algorithm is None:
        return None
    return Encryption(str(algorithm), str(client.extras.get(f"{answer}_encrypted_response_enc") or METHODS[0]))


def fits_encryption(key: Mapping[str, Any], algorithm: str) -> bool:
    """Whether a public key of the client is one to encrypt to by `algorithm`: of that type, and with `use` enc, since a
    key without a use is one that signs."""
    operations = key.get("key_ops", ["wrapKey"])
    return (
        key.get("use") == "enc"
        and str(key.get("kty")) in ALGORITHMS[algorithm]
        and (key["kty"] == "RSA" or str(key.get("crv")) in _CURVES)
        and key.get("alg", algorithm) == algorithm
        and isinstance(operations, list)
        and not _OPERATIONS.isdisjoint(map(str, operations))
    )
