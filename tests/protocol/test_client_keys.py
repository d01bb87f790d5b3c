"""The public keys that clients register, and the authentication that they are for."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.client_keys import ALGORITHMS, MOST_KEYS, fits
from idp.protocol.client_metadata import InvalidMetadataError, check_metadata, complete_metadata, parse_metadata

from .factories import METADATA, SUPPORTED

# RFC 7517 A.1, and RFC 8037 A.2.
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "kid": "1",
}
OKP = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
LONG_RSA = {"kty": "RSA", "n": urlsafe_b64encode(b"\xff" * 1026).decode(), "e": "AQAB"}
SHORT_RSA = {"kty": "RSA", "n": urlsafe_b64encode(b"\xff" * 129).decode(), "e": "AQAB"}
SECRET = {"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMko"}
PRIVATE = {**EC, "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}
TOO_MANY = {"keys": [EC] * (MOST_KEYS + 1)}
KEYS = {"token_endpoint_auth_method": "private_key_jwt", "jwks": json.dumps({"keys": [EC]})}
WITH_KEYS = replace(
    SUPPORTED,
    token_endpoint_auth_methods=("client_secret_basic", "client_secret_jwt", "private_key_jwt", "none"),
    client_signing_algorithms=("RS256", "ES256", "HS256"),
)


def problems(**given: Any) -> list[tuple[str, str]]:
    """Field and message of what is wrong with a client of these metadata."""
    return [(each.field, each.message) for each in check_metadata(complete_metadata({**METADATA, **given}), WITH_KEYS)]


@pytest.mark.parametrize(
    "given",
    [
        KEYS,
        {**KEYS, "token_endpoint_auth_signing_alg": "ES256"},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://portal.example/keys"},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "http://localhost:9001/keys"},
        {"jwks": KEYS["jwks"]},
    ],
)
def test_keys_that_can_be_registered(given: dict[str, Any]) -> None:
    assert problems(**given) == []


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"token_endpoint_auth_method": "private_key_jwt"}, "token_endpoint_auth_method", "public keys"),
        ({**KEYS, "jwks_uri": "https://portal.example/keys"}, "jwks_uri", "jwks as well"),
        ({"jwks_uri": "http://portal.example/keys"}, "jwks_uri", "not a safe web address"),
        ({"jwks_uri": "https://portal.example/keys#1"}, "jwks_uri", "not a safe web address"),
        ({**KEYS, "token_endpoint_auth_signing_alg": "RS256"}, "jwks", "verify"),
        ({**KEYS, "token_endpoint_auth_signing_alg": "none"}, "token_endpoint_auth_signing_alg", "not supported"),
        ({**KEYS, "token_endpoint_auth_signing_alg": "HS256"}, "token_endpoint_auth_signing_alg", "does not sign"),
        (
            {"token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "RS256"},
            "token_endpoint_auth_signing_alg",
            "does not sign",
        ),
        ({"jwks": json.dumps({"keys": []})}, "jwks", "verify"),
        ({"jwks": json.dumps({"keys": [{**EC, "use": "enc"}]})}, "jwks", "verify"),
        (
            {"jwks": json.dumps({"keys": [PRIVATE]})},
            "jwks",
            "public",
        ),
        (
            {"jwks": json.dumps({"keys": [EC, SECRET]})},
            "jwks",
            "public",
        ),
        ({"jwks": json.dumps({"keys": [{**EC, "x": "7"}]})}, "jwks", "can't be read"),
        ({"jwks": json.dumps({"keys": [EC, {"kty": "XY"}]})}, "jwks", "can't be read"),
        ({"jwks": json.dumps({"keys": [EC, SHORT_RSA]})}, "jwks", "too short"),
        ({"jwks": json.dumps({"keys": [EC, LONG_RSA]})}, "jwks", "too long"),
    ],
)
def test_keys_that_can_not(given: dict[str, Any], field: str, said: str) -> None:
    found = problems(**given)

    assert [each for each, _ in found] == [field]
    assert said in found[0][1]


@pytest.mark.parametrize("given", ["no JSON", "[]", "{}", '{"keys": [1]}', 7, TOO_MANY, "[" * 100000])
def test_what_is_no_key_set_is_refused_by_its_form(given: object) -> None:
    with pytest.raises(InvalidMetadataError):
        parse_metadata({"jwks": given})


def test_a_key_set_is_stored_in_one_form_however_it_was_written() -> None:
    written = {"keys": [EC]}

    assert parse_metadata({"jwks": json.dumps(written, indent=2)}) == parse_metadata({"jwks": written})


@pytest.mark.parametrize(
    ("changes", "algorithm", "is_fit"),
    [
        ({}, "ES256", True),
        ({}, "ES384", False),
        ({}, "RS256", False),
        ({}, "EdDSA", False),
        ({"alg": "ES256"}, "ES256", True),
        ({"alg": "ECDH-ES"}, "ES256", False),
        ({"use": "sig"}, "ES256", True),
        ({"use": "enc"}, "ES256", False),
        ({"key_ops": ["verify"]}, "ES256", True),
        ({"key_ops": ["encrypt"]}, "ES256", False),
        ({"key_ops": 7}, "ES256", False),
        ({"key_ops": None}, "ES256", False),
    ],
)
def test_a_key_is_for_the_signatures_that_it_names(changes: dict[str, Any], algorithm: str, is_fit: bool) -> None:
    assert fits({**EC, **changes}, algorithm, None) is is_fit


@given(
    st.dictionaries(
        st.sampled_from([*EC, "use", "alg", "key_ops", "n", "e", "x5c"]),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=4),
    )
)
def test_whatever_a_key_says_it_is_a_problem_or_a_key(members: dict[str, Any]) -> None:
    problems(jwks=json.dumps({"keys": [{**EC, **members}]}))


def test_a_kid_leads_to_its_key_alone() -> None:
    assert fits(EC, "ES256", "1")
    assert not fits(EC, "ES256", "2")
    assert not fits(OKP, "EdDSA", "1")


def test_both_names_of_ed25519_lead_to_the_same_keys() -> None:
    assert [name for name in ALGORITHMS if fits(OKP, name, None)] == ["EdDSA", "Ed25519"]
