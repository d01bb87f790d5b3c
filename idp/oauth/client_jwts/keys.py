"""The keys of a client, registered with it or fetched from its ``jwks_uri``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from flask import current_app
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey, import_key

from idp.clients.registry import RegisteredClient
from idp.infrastructure.database import is_in_transaction
from idp.infrastructure.outbound_http import DocumentCache, OutboundBusy, OutboundError, Places, client_url_client
from idp.infrastructure.secrets import UnwrapError
from idp.infrastructure.web.application import Application, current_secret_box
from idp.protocol.client import Client
from idp.protocol.client_jwts import JwtFault
from idp.protocol.client_keys import ALGORITHMS, certificate_of, fits, is_private, parse_key_set
from idp.protocol.encryption import METHODS, fits_encryption
from idp.protocol.errors import TemporarilyUnavailable

_EXTENSION = "idp.client_keys"
_MOST_KEPT = 200
_RSA_BITS = 2048
_Found = TypeVar("_Found")


def init_client_keys(app: Application, places: Places) -> None:
    """Give the application its copies of fetched keys."""
    app.extensions[_EXTENSION] = DocumentCache(client_url_client(app.settings), places)


def find_keys(client: Client, algorithm: str, key_id: str | None) -> Sequence[Key]:
    """The client's keys for a signature by ``algorithm``. Raises JwtFault where there are none, and
    TemporarilyUnavailable."""
    keys = _look(client, lambda document: _select(document, algorithm, key_id))
    if not keys:
        raise JwtFault(f"the client has no key for {algorithm} with the kid {key_id}")
    return keys


def find_encryption_key(client: Client, algorithm: str) -> Key:
    """The client's key to encrypt to by ``algorithm``. Raises JwtFault where there is none, and TemporarilyUnavailable.

    Within a transaction, which other requests may wait for, a copy of its keys is taken that is too old otherwise.
    """
    if client.jwks_uri is not None and is_in_transaction():
        cache: DocumentCache = current_app.extensions[_EXTENSION]
        held = cache.find_held(client.jwks_uri)
        keys = () if held is None else _select_to_encrypt(held, algorithm)
        if keys:
            return keys[0]
    keys = _look(client, lambda document: _select_to_encrypt(document, algorithm))
    if not keys:
        raise JwtFault(f"the client has no key with use enc for {algorithm}")
    return keys[0]


def secret_keys(client: RegisteredClient, now: datetime) -> Sequence[Key]:
    """The client's secrets that hold, as keys for its signatures. Raises JwtFault where there are none."""
    try:
        secrets = client.unwrap_secrets(current_secret_box(), now)
    except UnwrapError as error:
        raise JwtFault(str(error)) from error
    if not secrets:
        raise JwtFault("the client has no secret for signatures that holds")
    return [OctKey.import_key(secret) for secret in secrets]


def has_certificate(client: Client, certificate: bytes) -> bool:
    """Whether the client has registered this certificate (its DER) with one of its keys (RFC 8705 2.2.2, RFC 7517 4.7).

    Raises JwtFault where its keys can't be read, and TemporarilyUnavailable.
    """
    return bool(_look(client, lambda document: [each for each in _certificates(document) if each == certificate]))


def _look(client: Client, select: Callable[[str | bytes], Sequence[_Found]]) -> Sequence[_Found]:
    """What ``select`` finds in the client's key set, a fetched one included.

    Raises JwtFault, and TemporarilyUnavailable where there is no copy and too many threads wait for such sets.

    A fetched set is fetched anew where nothing is found: a client that has got a new key uses it at once (OpenID
    Connect Core 1.0 10.1.1). That is done once a minute at most, whatever is sent.
    """
    if client.jwks_uri is None:
        return select(client.jwks or '{"keys": []}')
    cache: DocumentCache = current_app.extensions[_EXTENSION]
    try:
        return select(cache.get(client.jwks_uri)) or select(cache.get_anew(client.jwks_uri))
    except OutboundBusy as error:
        description = "Too many key sets are being fetched."
        raise TemporarilyUnavailable(description, client_id=client.client_id) from error
    except OutboundError as error:
        raise JwtFault(f"its jwks_uri can't be fetched: {error}") from error


@cache
def stand_in(algorithm: str) -> Key:
    """A key of no client, so that an unknown one takes the work of a wrong signature."""
    kind, curve = ALGORITHMS[algorithm]
    if kind == "RSA":
        return RSAKey.generate_key(_RSA_BITS)
    return ECKey.generate_key(curve) if kind == "EC" else OKPKey.generate_key("Ed25519")


@lru_cache(maxsize=_MOST_KEPT)
def _select(document: str | bytes, algorithm: str, key_id: str | None) -> Sequence[Key]:
    return _import(jwk for jwk in _parse(document) if fits(jwk, algorithm, key_id))


@lru_cache(maxsize=_MOST_KEPT)
def _select_to_encrypt(document: str | bytes, algorithm: str) -> Sequence[Key]:
    fitting = [jwk for jwk in _parse(document) if fits_encryption(jwk, algorithm)]
    # The library wants its own choice of the operations that fit.
    imported = _import({name: value for name, value in jwk.items() if name != "key_ops"} for jwk in fitting)
    return [key for key in imported if _encrypts(key, algorithm)]


def _encrypts(key: Key, algorithm: str) -> bool:
    """Whether something can be encrypted to it: of a short key, or a point that gives no secret, that is known only
    then, which must not be where a code was redeemed or other clients are waiting."""
    try:
        jwe.encrypt_compact({"alg": algorithm, "enc": METHODS[0]}, b"", key, [algorithm, METHODS[0]])
    except (JoseError, ValueError):
        return False
    return True


def _import(jwks: Iterable[Mapping[str, Any]]) -> Sequence[Key]:
    """The public keys; one that can't be read is left out."""
    keys = []
    for jwk in jwks:
        try:
            if not is_private(jwk):
                keys.append(import_key(dict(jwk)))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return tuple(keys)


@lru_cache(maxsize=_MOST_KEPT)
def _certificates(document: str | bytes) -> Sequence[bytes]:
    """The certificate of each key that has one. Raises JwtFault."""
    return tuple(filter(None, map(certificate_of, _parse(document))))


def _parse(document: str | bytes) -> Sequence[Mapping[str, Any]]:
    try:
        return parse_key_set(document)
    except ValueError as error:
        raise JwtFault(f"its key set can't be read: {error}") from error
