from dataclasses import replace
from typing import Any

import pytest

from idp.protocol.client_metadata import check_client_metadata
from idp.protocol.errors import InvalidClientMetadata, InvalidRedirectUri

from .factories import CLIENT, HYBRID, HYBRID_CLIENT, SUPPORTED

PUBLIC: dict[str, Any] = {"token_endpoint_auth_method": "none"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        PUBLIC,
        {**PUBLIC, "application_type": "single_page", "web_origins": ("https://app.example", "http://localhost:5173")},
        {**PUBLIC, "application_type": "native", "redirect_uris": ("com.app:/cb", "http://127.0.0.1/cb")},
        {"require_pkce": False},
        {"logo_uri": "https://portal.example/logo.png", "client_uri": "http://localhost:9001/"},
        {"response_modes": frozenset({"form_post"}), "default_max_age": 0},
    ],
)
def test_sound_clients(changes: dict[str, Any]) -> None:
    assert check_client_metadata(replace(CLIENT, **changes), SUPPORTED) == []


def test_a_hybrid_client_is_sound_where_hybrid_is_offered() -> None:
    supported = replace(HYBRID, grant_types=("authorization_code", "implicit"))
    assert check_client_metadata(HYBRID_CLIENT, supported) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_id": "a b"}, "client_id"),
        ({"client_id": "a:b"}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"client_id": "a" * 129}, "client_id"),
        ({"name": " "}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"name": "Portal\n"}, "name"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"redirect_uris": ("http://portal.example/cb",)}, "redirect_uris"),
        ({"redirect_uris": ("com.app:/cb",)}, "redirect_uris"),
        ({"post_logout_redirect_uris": ("javascript:alert(1)",)}, "post_logout_redirect_uris"),
        ({"web_origins": ("https://app.example/",)}, "web_origins"),
        ({"web_origins": ("https://APP.example",)}, "web_origins"),
        ({"web_origins": ("https://app.example:443",)}, "web_origins"),
        ({"web_origins": ("http://app.example",)}, "web_origins"),
        ({"web_origins": ("*",)}, "web_origins"),
        ({"web_origins": ("null",)}, "web_origins"),
        ({"grant_types": frozenset({"authorization_code", "password"})}, "grant_types"),
        ({"grant_types": frozenset({"refresh_token"})}, "grant_types"),
        ({"grant_types": frozenset({"refresh_token"}), "response_types": frozenset()}, "grant_types"),
        ({"response_types": frozenset()}, "response_types"),
        ({"response_types": frozenset({"code", "token"})}, "response_types"),
        ({"response_types": frozenset({"code id_token"})}, "grant_types"),
        ({"response_modes": frozenset({"carrier_pigeon"})}, "response_modes"),
        ({"scope": frozenset({"openid", "admin"})}, "scope"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "token_endpoint_auth_method"),
        ({"application_type": "single_page"}, "token_endpoint_auth_method"),
        ({"id_token_signed_response_alg": "none"}, "id_token_signed_response_alg"),
        ({"id_token_signed_response_alg": "HS256"}, "id_token_signed_response_alg"),
        ({**PUBLIC, "require_pkce": False}, "require_pkce"),
        ({**PUBLIC, "grant_types": CLIENT.grant_types | {"client_credentials"}}, "grant_types"),
        ({"default_max_age": -1}, "default_max_age"),
    ],
)
def test_unsound_clients(changes: dict[str, Any], field: str) -> None:
    problems = check_client_metadata(replace(CLIENT, **changes), SUPPORTED)
    assert field in {problem.field for problem in problems}
    assert all(problem.message and problem.next_step for problem in problems)


def test_client_credentials_need_a_secret_even_where_the_grant_is_offered() -> None:
    supported = replace(SUPPORTED, grant_types=(*SUPPORTED.grant_types, "client_credentials"))
    grants = CLIENT.grant_types | {"client_credentials"}
    assert check_client_metadata(replace(CLIENT, grant_types=grants), supported) == []
    [problem] = check_client_metadata(replace(CLIENT, grant_types=grants, **PUBLIC), supported)
    assert "secret" in problem.message


def test_a_service_needs_no_redirect_uri() -> None:
    supported = replace(SUPPORTED, grant_types=("client_credentials",))
    service = replace(
        CLIENT,
        grant_types=frozenset({"client_credentials"}),
        response_types=frozenset(),
        redirect_uris=(),
    )
    assert check_client_metadata(service, supported) == []


@pytest.mark.threat(28)
@pytest.mark.parametrize("client_id", ["acc_3f2Kx", "ACC_3f2Kx"])
def test_a_client_cannot_be_named_like_a_person(client_id: str) -> None:
    [problem] = check_client_metadata(replace(CLIENT, client_id=client_id), SUPPORTED)
    assert problem.field == "client_id"


@pytest.mark.threat(74)
@pytest.mark.parametrize("field", ["client_uri", "logo_uri", "policy_uri", "tos_uri"])
@pytest.mark.parametrize(
    "uri",
    [
        "http://portal.example/",
        "javascript:alert(1)",
        "data:image/png;base64,x",
        "https://user@portal.example/",
        "https://portal.example\\@evil.example/",
        "https://portal.example/a\\b",
        "https://;/",
        "https://portal.example/\n",
        "/relative",
    ],
)
def test_linked_pages_must_be_safe(field: str, uri: str) -> None:
    change: dict[str, Any] = {field: uri}
    [problem] = check_client_metadata(replace(CLIENT, **change), SUPPORTED)
    assert problem.field == field


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uris": ("https://portal.example/#x",)}, InvalidRedirectUri),
        ({"logo_uri": "http://portal.example/"}, InvalidClientMetadata),
    ],
)
def test_a_problem_is_a_registration_error(changes: dict[str, Any], error: type[Exception]) -> None:
    [problem] = check_client_metadata(replace(CLIENT, **changes), SUPPORTED)
    assert type(problem.to_error()) is error
