"""Access tokens that only this provider reads: their claims, encrypted under a key of the installation."""

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from idp.infrastructure.secrets import SecretBox

_KEY = "opaque access tokens"


def seal_claims(claims: Mapping[str, Any], secret_box: SecretBox) -> str:
    """A token with these claims. The dot of a JWT is no letter of it."""
    return _cipher(secret_box).encrypt(orjson.dumps(claims)).decode()


def open_claims(token: str, secret_box: SecretBox) -> Mapping[str, Any] | None:
    """The claims of a token; None for what is none of ours. A replaced master key still opens what it has sealed."""
    try:
        claims: Mapping[str, Any] = orjson.loads(_cipher(secret_box).decrypt(token))
    except (InvalidToken, ValueError):
        return None
    return claims


@lru_cache(maxsize=4)
def _cipher(secret_box: SecretBox) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in secret_box.derive_all(_KEY)])
