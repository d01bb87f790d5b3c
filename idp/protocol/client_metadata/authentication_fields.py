"""How a client authenticates, and the keys that it signs with (OpenID Connect Core 1.0 9, RFC 7591 2)."""

from collections.abc import Iterator, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey, import_key

from idp.protocol.certificate_names import NAME_FIELDS, registered_names
from idp.protocol.client import Client
from idp.protocol.client_keys import (
    ALGORITHMS,
    SECRET_ALGORITHMS,
    certificate_of,
    fits,
    is_private,
    parse_key_set,
)
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.page_fields import is_secure
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import KeySet, Text
from idp.protocol.encryption import ANSWERS, encryption_of
from idp.protocol.supported import Supported

_FEWEST_RSA_BITS, _MOST_RSA_BITS = 2048, 8192
_METHODS_WITH_KEYS = ("private_key_jwt", "self_signed_tls_client_auth")
_A_NAME = ", ".join(NAME_FIELDS)


def _keys(document: str, client: Client, _: Supported) -> Iterator[Complaint]:
    keys = parse_key_set(document)
    for number, key in enumerate(keys, 1):
        yield from _key(f"Key {number}", key)
    expected = client.token_endpoint_auth_signing_alg
    wanted = [expected] if expected and expected in ALGORITHMS else list(ALGORITHMS)
    is_for_signatures = expected is not None or client.token_endpoint_auth_method in _METHODS_WITH_KEYS
    is_for_encryption = any(encryption_of(client, answer) for answer in ANSWERS)
    if (is_for_signatures or not is_for_encryption) and not any(
        fits(key, algorithm, None) for key in keys for algorithm in wanted
    ):
        yield Complaint("None of its keys can verify a signature.", f"Add a key for one of: {', '.join(wanted)}.")
    if client.token_endpoint_auth_method == "self_signed_tls_client_auth" and not any(map(certificate_of, keys)):  # noqa: S105 -- the name of a method
        yield Complaint("None of its keys has a certificate (x5c).", "Add the certificate that it authenticates with.")


def _key(name: str, key: Mapping[str, Any]) -> Iterator[Complaint]:
    if is_private(key):
        yield Complaint(f"{name} is not a public key.", "Give the public half alone, and make a new pair.")
        return
    try:
        imported = import_key(dict(key))
    except (JoseError, ValueError, TypeError, KeyError):
        yield Complaint(f"{name} can't be read.", "Give it as RFC 7517 and RFC 7518 describe.")
        return
    if isinstance(imported, RSAKey) and imported.raw_value.key_size < _FEWEST_RSA_BITS:
        yield Complaint(f"{name} is too short.", f"Use at least {_FEWEST_RSA_BITS} bits.")
    if isinstance(imported, RSAKey) and imported.raw_value.key_size > _MOST_RSA_BITS:
        yield Complaint(f"{name} is too long.", f"Use at most {_MOST_RSA_BITS} bits: each signature takes time.")


def _address(uri: str, client: Client, _: Supported) -> Iterator[Complaint]:
    if not is_secure(uri) or "#" in uri:
        yield Complaint(f"{uri} is not a safe web address.", "Give a full https address without a fragment (#).")
    if client.jwks is not None:
        yield Complaint("There are jwks as well.", "Register the keys or their address, not both.")


def _algorithm(algorithm: str, client: Client, _: Supported) -> Iterator[Complaint]:
    method = client.token_endpoint_auth_method
    others = {"private_key_jwt": SECRET_ALGORITHMS, "client_secret_jwt": ALGORITHMS}.get(method, ())
    if algorithm in others:
        yield Complaint(f"A client with {method} does not sign by {algorithm}.", "Choose one of its method.")


def _method(method: str, client: Client, _: Supported) -> Iterator[Complaint]:
    if method in _METHODS_WITH_KEYS and client.jwks is None and client.jwks_uri is None:
        yield Complaint(f"{method} needs the client's public keys.", "Give jwks or jwks_uri.")
    if method == "tls_client_auth" and not registered_names(client):
        yield Complaint("tls_client_auth needs the name of the client's certificate.", f"Give {_A_NAME}.")


FIELDS = (
    ClientField(
        name="token_endpoint_auth_method",
        type=Text(),
        option="--auth-method",
        label="Authentication",
        help="How it authenticates at the token endpoint; none for a client that can't keep a secret.",
        default="client_secret_basic",
        offered=lambda supported: supported.token_endpoint_auth_methods,
        discovery_key="token_endpoint_auth_methods_supported",
        check=_method,
        is_registrable=True,
    ),
    ClientField(
        name="token_endpoint_auth_signing_alg",
        type=Text(),
        option="--auth-alg",
        label="Signature of client assertions",
        help="The one algorithm that its client assertions may be signed by; any of its method otherwise.",
        offered=lambda supported: supported.client_signing_algorithms,
        discovery_key="token_endpoint_auth_signing_alg_values_supported",
        check=_algorithm,
        is_registrable=True,
    ),
    ClientField(
        name="jwks",
        type=KeySet(),
        option="--jwks",
        label="Keys",
        help="The public keys that it signs with, and that answers are encrypted to (use enc), as a JWK Set.",
        check=_keys,
        is_registrable=True,
    ),
    ClientField(
        name="jwks_uri",
        type=Text(),
        option="--jwks-uri",
        label="Address of its keys",
        help="Where its JWK Set is fetched instead, so that it can change its keys by itself.",
        check=_address,
        is_registrable=True,
    ),
)
