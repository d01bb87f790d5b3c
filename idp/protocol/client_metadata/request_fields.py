"""How a client hands over its authorization requests (RFC 9126 6, RFC 9101 10.5, OpenID Connect Registration 2)."""

import re
from collections.abc import Iterator

from idp.protocol.client import Client
from idp.protocol.client_keys import ALGORITHMS, SECRET_ALGORITHMS
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.page_fields import is_secure
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Flag, Text, TextList
from idp.protocol.request_objects import UNSIGNED
from idp.protocol.supported import Supported

# RFC 3986 2, without the fragment, and what a fragment may be made of.
_REQUESTED = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
_FRAGMENT = re.compile(r"[A-Za-z0-9\-._~:/?@!$&'()*+,;=%]+")
# OpenID Connect Core 1.0 6.2.
_LONGEST_URI = 512


def _algorithm(algorithm: str, client: Client, _: Supported) -> Iterator[Complaint]:
    if algorithm in ALGORITHMS:
        yield from _keys_missing(client)
    elif algorithm in SECRET_ALGORITHMS and not client.signs_with_secret:
        yield Complaint(f"{algorithm} needs a secret that signs.", "Set token_endpoint_auth_method client_secret_jwt.")


def _signed(is_required: bool, client: Client, _: Supported) -> Iterator[Complaint]:
    if not is_required:
        return
    if client.request_object_signing_alg == UNSIGNED:
        yield Complaint("request_object_signing_alg is none.", "Choose an algorithm, or leave it out for any.")
    if not client.signs_with_secret:
        yield from _keys_missing(client)


def _keys_missing(client: Client) -> Iterator[Complaint]:
    if client.jwks is None and client.jwks_uri is None:
        yield Complaint("Signed request objects need the client's public keys.", "Give jwks or jwks_uri.")


def _encryption_method(_: str, client: Client, __: Supported) -> Iterator[Complaint]:
    if not client.may_encrypt_request_objects:
        yield Complaint("Nothing is encrypted without an algorithm.", "Give request_object_encryption_alg as well.")


def _references(uris: tuple[str, ...], _: Client, __: Supported) -> Iterator[Complaint]:
    for uri in uris:
        address, sign, fragment = uri.partition("#")
        if not (_REQUESTED.fullmatch(address) and is_secure(address)):
            yield Complaint(f"{address} is not a safe web address.", "Give a full https address.")
        elif len(uri) > _LONGEST_URI or (sign and not _FRAGMENT.fullmatch(fragment)):
            yield Complaint(
                f"{uri} can't be used in a request.",
                f"Give at most {_LONGEST_URI} characters, behind the # the SHA-256 of the content in base64url.",
            )


FIELDS = (
    ClientField(
        name="require_pushed_authorization_requests",
        type=Flag(),
        option="--require-pushed-requests",
        label="Pushed requests",
        help="Whether it must push its authorization requests (RFC 9126); one that a browser brings is refused then.",
        default=False,
        is_registrable=True,
    ),
    ClientField(
        name="request_uris",
        type=TextList(),
        option="--request-uri",
        label="Addresses of request objects",
        help="Where request objects of it may be fetched (parameter request_uri); exact. One with the SHA-256 of its "
        "content as a fragment (#…) is fetched once.",
        default=[],
        check=_references,
        is_registrable=True,
    ),
    ClientField(
        name="request_object_signing_alg",
        type=Text(),
        option="--request-object-alg",
        label="Signature of request objects",
        help="The one algorithm that its request objects are signed by; any but none otherwise. none is for clients "
        "that cannot sign.",
        offered=lambda supported: supported.request_object_algorithms,
        discovery_key="request_object_signing_alg_values_supported",
        is_registrable=True,
        check=_algorithm,
    ),
    ClientField(
        name="request_object_encryption_alg",
        type=Text(),
        option="--request-object-encryption-alg",
        label="Encryption of request objects",
        help="Algorithm by which it may encrypt its request objects to a key of the provider; it may then also use "
        "another one that the provider has a key for (keys.encryption_algorithms), or none.",
        offered=lambda supported: supported.request_object_encryption_algorithms,
        discovery_key="request_object_encryption_alg_values_supported",
        is_registrable=True,
    ),
    ClientField(
        name="request_object_encryption_enc",
        type=Text(),
        option="--request-object-encryption-enc",
        label="Encryption of the content of request objects",
        help="Algorithm by which their content may be encrypted then, or another one that the provider supports.",
        offered=lambda supported: (
            supported.encryption_methods if supported.request_object_encryption_algorithms else ()
        ),
        discovery_key="request_object_encryption_enc_values_supported",
        is_registrable=True,
        check=_encryption_method,
    ),
    ClientField(
        name="require_signed_request_object",
        type=Flag(),
        option="--require-signed-request-object",
        label="Signed requests",
        help="Whether each of its requests must be a signed request object (RFC 9101), which alone counts then and "
        "holds for an hour at most.",
        default=False,
        is_registrable=True,
        check=_signed,
    ),
)
