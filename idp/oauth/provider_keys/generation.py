"""Making key pairs, and wrapping their private halves for the database."""

import json
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key
from joserfc.util import base64_to_int

from idp.infrastructure.secrets import SecretBox
from idp.oauth.provider_keys.models import ProviderKey
from idp.protocol.encryption import ALGORITHMS as KEY_TYPES

# RFC 9864 gives EdDSA with Ed25519 a name of its own. Each name has a key, since a key is published for one.
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)


def generate_key(algorithm: str, rsa_bits: int, secret_box: SecretBox) -> ProviderKey:
    """A new key pair for ``algorithm`` (RFC 7518 3.1 and 4.1, RFC 8037), not yet in a state; RSA has ``rsa_bits``.

    Its ``kid`` is the RFC 7638 thumbprint, so that it can neither repeat nor be guessed at.
    """
    key = (SIGNING_ALGORITHMS | ENCRYPTION_ALGORITHMS)[algorithm](rsa_bits)
    kid = key.thumbprint()
    private = json.dumps(key.as_dict(private=True)).encode()
    return ProviderKey(
        kid=kid,
        algorithm=algorithm,
        public_jwk={**key.as_dict(private=False), "kid": kid, "alg": algorithm, "use": use_of(algorithm)},
        wrapped_private_jwk=secret_box.wrap(private, wrapping_context(kid)),
    )


def use_of(algorithm: str) -> str:
    """What a key for ``algorithm`` is for: ``sig`` or ``enc`` (RFC 7517 4.2)."""
    return "sig" if algorithm in SIGNING_ALGORITHMS else "enc"


def wrapping_context(kid: str) -> str:
    """What the wrapped private half is bound to; named when all keys signed."""
    return f"signing key {kid}"


def unwrap_private_key(wrapped: str, kid: str, secret_box: SecretBox) -> Key:
    """The private key of a row. Raises :class:`idp.infrastructure.secrets.UnwrapError`."""
    jwk: dict[str, Any] = json.loads(secret_box.unwrap(wrapped, wrapping_context(kid)))
    return _import_rsa(jwk, kid) if jwk["kty"] == "RSA" else import_key({**jwk, "kid": kid})


def _import_rsa(jwk: Mapping[str, str], kid: str) -> Key:
    """An RSA key of ours (RFC 7518 6.3.2), without the check of its primes, which takes longer than all the rest of a
    start: it was made here, and what was wrapped is authentic.
    """
    number = {name: base64_to_int(value) for name, value in jwk.items() if name != "kty"}
    private = RSAPrivateNumbers(
        d=number["d"],
        p=number["p"],
        q=number["q"],
        dmp1=number["dp"],
        dmq1=number["dq"],
        iqmp=number["qi"],
        public_numbers=RSAPublicNumbers(number["e"], number["n"]),
    )
    return RSAKey.import_key(private.private_key(unsafe_skip_rsa_key_validation=True), {"kid": kid})


SIGNING_ALGORITHMS: MappingProxyType[str, Callable[[int], Key]] = MappingProxyType(
    {
        "ES256": lambda _: ECKey.generate_key("P-256"),
        "RS256": RSAKey.generate_key,
        "PS256": RSAKey.generate_key,
        "EdDSA": lambda _: OKPKey.generate_key("Ed25519"),
        "Ed25519": lambda _: OKPKey.generate_key("Ed25519"),
    }
)
"""How a key is made for each algorithm that tokens are signed with, given the size of RSA keys in bits."""

ENCRYPTION_ALGORITHMS: MappingProxyType[str, Callable[[int], Key]] = MappingProxyType(
    {
        name: RSAKey.generate_key if "RSA" in types else lambda _: ECKey.generate_key("P-256")
        for name, types in KEY_TYPES.items()
    }
)
"""How one is made for each algorithm that clients encrypt by."""
