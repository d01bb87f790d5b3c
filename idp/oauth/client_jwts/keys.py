"""The keys of a client, registered with it or fetched from its ``jwks_uri``."""

from collections.abc import Sequence
from functools import cache, lru_cache

from flask import current_app
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from idp.infrastructure.outbound_http import DocumentCache, OutboundError, client_url_client
from idp.infrastructure.web.application import Application
from idp.protocol.client import Client
from idp.protocol.client_jwts import JwtFault
from idp.protocol.client_keys import ALGORITHMS, fits, is_private, parse_key_set

_EXTENSION = "idp.client_keys"
_MOST_KEPT = 200
_RSA_BITS = 2048


def init_client_keys(app: Application) -> None:
    """Give the application its copies of fetched keys."""
    app.extensions[_EXTENSION] = DocumentCache(client_url_client(app.settings))


def find_keys(client: Client, algorithm: str, key_id: str | None) -> Sequence[Key]:
    """The client's keys for a signature by ``algorithm``. Raises JwtFault where there are none.

    Fetched keys are fetched anew where none fits: a client that has got a new one signs with it at once (OpenID Connect
    Core 1.0 10.1.1). That is done once a minute at most, whatever is sent.
    """
    if client.jwks_uri is None:
        keys = _select(client.jwks or '{"keys": []}', algorithm, key_id)
    else:
        cache: DocumentCache = current_app.extensions[_EXTENSION]
        try:
            keys = _select(cache.get(client.jwks_uri), algorithm, key_id)
            keys = keys or _select(cache.get_anew(client.jwks_uri), algorithm, key_id)
        except OutboundError as error:
            raise JwtFault(f"its jwks_uri can't be fetched: {error}") from error
    if not keys:
        raise JwtFault(f"the client has no key for {algorithm} with the kid {key_id}")
    return keys


@cache
def stand_in(algorithm: str) -> Key:
    """A key of no client, so that an unknown one takes the work of a wrong signature."""
    kind, curve = ALGORITHMS[algorithm]
    if kind == "RSA":
        return RSAKey.generate_key(_RSA_BITS)
    return ECKey.generate_key(curve) if kind == "EC" else OKPKey.generate_key("Ed25519")


@lru_cache(maxsize=_MOST_KEPT)
def _select(document: str | bytes, algorithm: str, key_id: str | None) -> Sequence[Key]:
    """The public keys that fit, imported; one that can't be read is left out. Raises JwtFault."""
    try:
        found = [key for key in parse_key_set(document) if fits(key, algorithm, key_id) and not is_private(key)]
    except (ValueError, TypeError) as error:
        raise JwtFault(f"its key set can't be read: {error}") from error
    keys = []
    for jwk in found:
        try:
            keys.append(import_key(dict(jwk)))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return tuple(keys)
