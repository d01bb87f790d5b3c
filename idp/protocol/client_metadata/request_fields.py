"""How a client hands over its authorization requests (RFC 9126 6, RFC 9101 10.5, OpenID Connect Registration 2)."""

from collections.abc import Iterator

from idp.protocol.client import Client
from idp.protocol.client_keys import ALGORITHMS
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Flag, Text
from idp.protocol.request_objects import UNSIGNED
from idp.protocol.supported import Supported


def _algorithm(algorithm: str, client: Client, _: Supported) -> Iterator[Complaint]:
    if algorithm in ALGORITHMS:
        yield from _keys_missing(client)


def _signed(is_required: bool, client: Client, _: Supported) -> Iterator[Complaint]:
    if not is_required:
        return
    if client.request_object_signing_alg == UNSIGNED:
        yield Complaint("request_object_signing_alg is none.", "Choose an algorithm, or leave it out for any.")
    yield from _keys_missing(client)


def _keys_missing(client: Client) -> Iterator[Complaint]:
    if client.jwks is None and client.jwks_uri is None:
        yield Complaint("Signed request objects need the client's public keys.", "Give jwks or jwks_uri.")


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
