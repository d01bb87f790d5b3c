"""The keys in memory: imported once, never on a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import orjson
from flask import current_app
from joserfc.errors import BadSignatureError
from joserfc.jwk import Key, import_key
from joserfc.jws import JWSRegistry, extract_compact, validate_compact
from joserfc.util import urlsafe_b64encode
from sqlalchemy import Row, select

from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.database import connection
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.application import Application
from idp.oauth.provider_keys.generation import unwrap_private_key, use_of
from idp.oauth.provider_keys.lifecycle import CACHE_NAME
from idp.oauth.provider_keys.models import ProviderKey

_EXTENSION = "idp.keyring"
_KEYS = select(ProviderKey.__table__).where(ProviderKey.state != "removed").order_by(ProviderKey.created_at.desc())

# Tokens whose signature is remembered; a token has about a kilobyte.
_REMEMBERED = 1000

# Signs access tokens: the cheapest of those that every resource server understands.
_PREFERRED = ("ES256", "EdDSA", "PS256", "RS256")


@dataclass(frozen=True, slots=True)
class SigningEntry:
    """A key that signs: its algorithm, its identifier and the imported private key."""

    kid: str
    algorithm: str
    key: Key

    def sign(self, token_type: str | None, claims: Mapping[str, object]) -> str:
        """A JWT of ``claims`` in the compact form (RFC 7515 7.1), with ``token_type`` as its ``typ`` (None: without).

        Put together here since header and algorithm are the key's own: there is nothing to look up or to check.
        """
        signed = _header(self.algorithm, self.kid, token_type) + b"." + urlsafe_b64encode(orjson.dumps(claims))
        signature = JWSRegistry.algorithms[self.algorithm].sign(signed, self.key)
        return (signed + b"." + urlsafe_b64encode(signature)).decode()


@lru_cache(maxsize=100)
def _header(algorithm: str, kid: str, token_type: str | None) -> bytes:
    named = {} if token_type is None else {"typ": token_type}
    return urlsafe_b64encode(orjson.dumps({"alg": algorithm, "kid": kid, **named}))


@dataclass(frozen=True, slots=True)
class BoundKey:
    """A key, which verifies or decrypts, and the one algorithm that it is for."""

    algorithm: str
    key: Key


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """A JWT that one of our keys signed: its ``typ`` and its claims. Nothing else about it was checked."""

    token_type: object
    claims: object


@dataclass(frozen=True, slots=True)
class KeyRing:
    """An immutable copy of all keys that are not removed."""

    active: Mapping[str, SigningEntry]
    published: Mapping[str, BoundKey]
    """The keys that verify, by ``kid``."""
    decrypting: Mapping[str, BoundKey]
    """The private keys that open what clients encrypt, by ``kid``, the newest first."""
    jwks: bytes
    """The JWK set document (RFC 7517 5), ready to send."""
    open: Callable[[str], VerifiedToken]
    """Verify a JWT. Raises JoseError, or what malformed input raises (KeyError, ValueError, TypeError).

    The latest ones are remembered, as long as this copy of the keys lives: under the same keys a signature stays what
    it is, and a resource server asks about one token many times.
    """

    def signing_key(self, algorithm: str) -> SigningEntry:
        """The active key of ``algorithm``; RS256 for an algorithm that is no longer offered."""
        return self.active.get(algorithm) or self.active["RS256"]

    @property
    def access_token_key(self) -> SigningEntry:
        """The key for access tokens, of every audience."""
        return next(self.active[algorithm] for algorithm in _PREFERRED if algorithm in self.active)


def init_keyring(app: Application) -> None:
    """Give the application its key ring."""
    app.extensions[_EXTENSION] = VersionedCopy(
        CACHE_NAME, lambda: _read(app.secret_box), app.settings.database.cache_check_seconds
    )


def current_keyring() -> KeyRing:
    """The keys as they stand, not older than the cache check interval."""
    keyring: VersionedCopy[KeyRing] = current_app.extensions[_EXTENSION]
    return keyring.get()


def newest_keyring() -> KeyRing:
    """The keys as they stand now: another worker may sign with one, or publish one, that was made a moment ago."""
    keyring: VersionedCopy[KeyRing] = current_app.extensions[_EXTENSION]
    return keyring.get_anew()


def _read(secret_box: SecretBox) -> KeyRing:
    rows = connection().execute(_KEYS).all()
    signing = [row for row in rows if use_of(row.algorithm) == "sig"]
    encrypting = [row for row in rows if use_of(row.algorithm) == "enc"]
    # Last: relying parties that look at no use take one of the first.
    shown = [*signing, *(row for row in encrypting if row.state == "active")]
    published = {row.kid: BoundKey(row.algorithm, import_key(row.public_jwk)) for row in signing}

    def private_key(row: Row[Any]) -> Key:
        return unwrap_private_key(row.wrapped_private_jwk, row.kid, secret_box)

    return KeyRing(
        active={
            row.algorithm: SigningEntry(row.kid, row.algorithm, private_key(row))
            for row in signing
            if row.state == "active"
        },
        published=published,
        decrypting={row.kid: BoundKey(row.algorithm, private_key(row)) for row in encrypting},
        jwks=orjson.dumps({"keys": [row.public_jwk for row in shown]}),
        open=lru_cache(maxsize=_REMEMBERED)(partial(_open, published)),
    )


def _open(published: Mapping[str, BoundKey], token: str) -> VerifiedToken:
    """Only a key of ours, found by ``kid``, with the one algorithm it is for: ``jwk``, ``jku``, ``x5u`` and ``alg`` of
    the header decide nothing (RFC 8725 3.1)."""
    signed = extract_compact(token.encode("ascii"))
    key_id = signed.protected["kid"]
    entry = published[key_id] if key_id in published else newest_keyring().published[key_id]
    if signed.protected["alg"] != entry.algorithm or not validate_compact(signed, entry.key, [entry.algorithm]):
        raise BadSignatureError
    return VerifiedToken(signed.protected.get("typ"), orjson.loads(signed.payload))
