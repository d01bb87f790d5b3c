"""Clients that keep the FAPI 2.0 Security Profile."""

from dataclasses import replace
from typing import Any

import pytest

from idp.protocol.client_metadata import build_client, change_metadata, check_metadata, complete_metadata
from tests.factories.assertions import key_set, make_key
from tests.protocol.factories import METADATA, SUPPORTED

KEYS = key_set(*map(make_key, ("ES256", "PS256", "RS256")))
PROVIDER = replace(
    SUPPORTED,
    token_endpoint_auth_methods=(*SUPPORTED.token_endpoint_auth_methods, "private_key_jwt", "tls_client_auth"),
    client_signing_algorithms=("RS256", "ES256", "PS256"),
    request_object_algorithms=("RS256", "ES256", "PS256", "none"),
    binds_to_certificates=True,
)
GIVEN = {"client_name": "Bank", "portal": "shop", "redirect_uris": ["https://bank.example/cb"], "jwks": KEYS}


def create(**given: Any) -> dict[str, Any]:
    return complete_metadata(GIVEN | {"profile": "fapi2"} | given)


def fields_of_problems(values: dict[str, Any]) -> list[str]:
    return [problem.field for problem in check_metadata(values, PROVIDER)]


def test_the_profile_alone_makes_a_sound_client() -> None:
    values = create()

    assert fields_of_problems(values) == []
    assert values["token_endpoint_auth_method"] == "private_key_jwt"
    assert values["id_token_signed_response_alg"] == "ES256"
    assert values["authorization_signed_response_alg"] == "ES256"
    assert values["introspection_signed_response_alg"] == "ES256"
    assert "userinfo_signed_response_alg" not in values
    assert values["require_pushed_authorization_requests"] is True
    assert values["dpop_bound_access_tokens"] is True
    assert values["pkce"] == "required"
    assert values["id_token_claims"] is False


def test_what_it_permits_is_kept() -> None:
    values = create(
        token_endpoint_auth_method="tls_client_auth",
        tls_client_auth_subject_dn="CN=bank",
        id_token_signed_response_alg="PS256",
        token_endpoint_auth_signing_alg="PS256",
        tls_client_certificate_bound_access_tokens=True,
    )

    assert fields_of_problems(values) == []
    assert values["token_endpoint_auth_method"] == "tls_client_auth"
    assert values["id_token_signed_response_alg"] == "PS256"
    assert values["dpop_bound_access_tokens"] is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("token_endpoint_auth_method", "client_secret_basic"),
        ("token_endpoint_auth_signing_alg", "RS256"),
        ("request_object_signing_alg", "none"),
        ("request_object_signing_alg", "RS256"),
        ("id_token_signed_response_alg", "RS256"),
        ("authorization_signed_response_alg", "RS256"),
        ("introspection_signed_response_alg", "RS256"),
        ("userinfo_signed_response_alg", "RS256"),
        ("id_token_claims", True),
        ("require_pushed_authorization_requests", False),
        ("pkce", "recommended"),
        ("dpop_bound_access_tokens", False),
    ],
)
def test_a_contradiction_is_refused_and_named(field: str, value: Any) -> None:
    assert set(fields_of_problems(create(**{field: value}))) == {field}


def test_a_service_can_keep_it() -> None:
    values = create(application_type="service", redirect_uris=[])

    assert check_metadata(values, replace(PROVIDER, grant_types=("client_credentials",))) == []
    assert (values["response_types"], values["grant_types"]) == ([], ["client_credentials"])


def test_a_public_client_can_not_keep_it() -> None:
    problems = fields_of_problems(create(token_endpoint_auth_method="none"))

    assert "token_endpoint_auth_method" in problems


def test_a_client_that_begins_to_keep_it_gets_what_it_demands() -> None:
    stored = complete_metadata(METADATA | {"request_object_signing_alg": "none"})
    values = change_metadata(stored, {"profile": "fapi2", "jwks": KEYS})

    assert fields_of_problems(values) == []
    assert values["token_endpoint_auth_method"] == "private_key_jwt"
    assert "request_object_signing_alg" not in values


def test_a_request_that_is_fetched_is_none_that_is_pushed() -> None:
    assert fields_of_problems(create(request_uris=["https://bank.example/object"])) == ["request_uris"]


def test_what_an_edit_says_against_it_is_refused() -> None:
    values = change_metadata(create(), {"token_endpoint_auth_method": "client_secret_basic"})

    assert fields_of_problems(values) == ["token_endpoint_auth_method"]


def test_one_that_ends_to_keep_it_stays_as_it_is() -> None:
    values = change_metadata(create(), {"profile": None})

    assert values == {name: value for name, value in create().items() if name != "profile"}


@pytest.mark.parametrize(
    ("algorithm", "is_permitted"),
    [("ES256", True), ("PS256", True), ("EdDSA", True), ("RS256", False), ("ES384", False)],
)
def test_algorithms(algorithm: str, is_permitted: bool) -> None:
    assert build_client("app_1", create()).may_sign_by(algorithm) is is_permitted
    assert build_client("app_2", complete_metadata(METADATA)).may_sign_by(algorithm)
