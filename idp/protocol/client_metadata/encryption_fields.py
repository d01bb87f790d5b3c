"""By which algorithms answers to a client are encrypted (Dynamic Client Registration 1.0 2, JARM 3, RFC 9701 6)."""

from collections.abc import Iterator
from functools import partial

from idp.protocol.client import Client
from idp.protocol.client_keys import parse_key_set
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Text
from idp.protocol.encryption import ALGORITHMS, ANSWERS, METHODS, encryption_of, fits_encryption
from idp.protocol.supported import Supported

_LABELS = {
    "id_token": "ID tokens",
    "userinfo": "userinfo",
    "authorization": "authorization responses",
    "introspection": "introspection answers",
}


def _algorithm(algorithm: str, client: Client, _: Supported) -> Iterator[Complaint]:
    if client.jwks_uri is not None or algorithm not in ALGORITHMS:
        return
    keys = parse_key_set(client.jwks) if client.jwks is not None else ()
    if not any(fits_encryption(key, algorithm) for key in keys):
        advice = "Give jwks or jwks_uri, with a key of use enc."
        yield Complaint(f"The client has no key to encrypt to by {algorithm}.", advice)


def _method(_: str, client: Client, __: Supported, *, answer: str) -> Iterator[Complaint]:
    if encryption_of(client, answer) is None:
        yield Complaint("Nothing is encrypted without an algorithm.", f"Give {answer}_encrypted_response_alg as well.")


def _fields(answer: str) -> tuple[ClientField, ClientField]:
    option = f"--{answer.replace('_', '-')}-encryption"
    return (
        ClientField(
            name=f"{answer}_encrypted_response_alg",
            type=Text(),
            option=f"{option}-alg",
            label=f"Encryption of {_LABELS[answer]}",
            help=f"Algorithm by which {_LABELS[answer]} are encrypted to its key of use enc; not encrypted otherwise.",
            offered=lambda supported: supported.encryption_algorithms,
            discovery_key=f"{answer}_encryption_alg_values_supported",
            is_registrable=True,
            check=_algorithm,
        ),
        ClientField(
            name=f"{answer}_encrypted_response_enc",
            type=Text(),
            option=f"{option}-enc",
            label=f"Encryption of the content of {_LABELS[answer]}",
            help=f"Algorithm by which their content is encrypted then (default: {METHODS[0]}).",
            offered=lambda supported: supported.encryption_methods,
            discovery_key=f"{answer}_encryption_enc_values_supported",
            is_registrable=True,
            check=partial(_method, answer=answer),
        ),
    )


FIELDS = tuple(field for answer in ANSWERS for field in _fields(answer))
