from dataclasses import replace
from typing import Any

import pytest

from idp.protocol.client_metadata import (
    CLIENT_FIELDS,
    ClientField,
    InvalidMetadataError,
    add_client_field,
    build_client,
    change_metadata,
    check_client_id,
    check_metadata,
    complete_metadata,
    discovery_members,
    parse_metadata,
)
from idp.protocol.client_metadata.values import Text
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.errors import InvalidClientMetadata, InvalidRedirectUri
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE

from .factories import CLIENT, HYBRID, HYBRID_METADATA, METADATA, REDIRECT_URI, SUPPORTED

EXCHANGING: dict[str, Any] = {
    "grant_types": ["authorization_code", TOKEN_EXCHANGE],
    "resource_servers": ["orders"],
    "exchanges_tokens_of": ["app_1"],
}
PUBLIC: dict[str, Any] = {"token_endpoint_auth_method": "none", "pkce": "required"}
NATIVE: dict[str, Any] = {**PUBLIC, "application_type": "native"}
HOSTS = ["https://portal.example/cb", "https://other.example/cb"]
TO_ENCRYPT: dict[str, Any] = {
    "jwks": '{"keys":[{"crv":"P-256","key_ops":["deriveKey"],"kty":"EC","use":"enc",'
    '"x":"WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis","y":"y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE"}]}'
}
ENCRYPTED: dict[str, Any] = {**TO_ENCRYPT, "id_token_encrypted_response_alg": "ECDH-ES"}
SECTOR = "https://sector.example/uris"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        PUBLIC,
        {**PUBLIC, "application_type": "single_page", "web_origins": ["https://app.example", "http://localhost:5173"]},
        {**PUBLIC, "application_type": "native", "redirect_uris": ["com.app:/cb", "http://127.0.0.1/cb"]},
        {"subject_type": "pairwise", "redirect_uris": ["https://portal.example/a", "https://PORTAL.example:444/b"]},
        {"subject_type": "pairwise", "redirect_uris": HOSTS, "sector_identifier_uri": SECTOR},
        {**NATIVE, "subject_type": "pairwise", "redirect_uris": ["com.app:/cb"], "sector_identifier_uri": SECTOR},
        {"redirect_uris": HOSTS},
        {"access_token_seconds": 60, "id_token_seconds": 86_400, "refresh_idle_days": 1, "refresh_absolute_days": 3650},
        {"request_uris": [f"https://portal.example/{'a' * 489}", "https://portal.example/object?a=b#k7Gx_-0"]},
        {
            "request_object_signing_alg": "HS256",
            "require_signed_request_object": True,
            "token_endpoint_auth_method": "client_secret_jwt",
        },
        {"id_token_encrypted_response_enc": "A256GCM", **ENCRYPTED},
        {"request_object_encryption_alg": "ECDH-ES", "request_object_encryption_enc": "A256GCM"},
        {"userinfo_encrypted_response_alg": "RSA-OAEP-256", "jwks_uri": "https://portal.example/keys"},
        {"pkce": "off"},
        {"pkce": "required"},
        {"request_object_signing_alg": "none"},
        {
            "request_object_signing_alg": "ES256",
            "require_signed_request_object": True,
            "jwks_uri": "https://portal.example/keys",
        },
        {"client_name": "a" * 200, "contacts": ["a" * 320]},
        {"logo_uri": "https://portal.example/logo.png", "client_uri": "http://localhost:9001/"},
        {"response_modes": ["form_post"], "default_max_age": 0},
        {"localized_metadata": ["client_name#de=A=B", "client_name#pt-BR=C", "tos_uri#de=https://portal.example/de"]},
        {"initiate_login_uri": "https://portal.example/login?from=provider"},
        {"backchannel_logout_uri": "https://portal.example/callback?logout=backchannel"},
        {"backchannel_logout_uri": "http://localhost:5000/logout"},
        {"frontchannel_logout_uri": "https://portal.example/logout?by=frame"},
        {"default_acr_values": list(SUPPORTED.acr_values), "contacts": ["help@portal.example"]},
        {
            "claim_names": ["email=mail"],
            "required_rights": ["member", "role:buyer", "product:wiki", "billing"],
            "roles": ["buyer"],
        },
        EXCHANGING,
    ],
)
def test_sound_clients(changes: dict[str, Any]) -> None:
    assert check_metadata(METADATA | changes, SUPPORTED) == []


def test_a_hybrid_client_is_sound_where_hybrid_is_offered() -> None:
    supported = replace(HYBRID, grant_types=("authorization_code", "implicit"))
    assert check_metadata(HYBRID_METADATA, supported) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_name": " "}, "client_name"),
        ({"resource_servers": ["stock"]}, "resource_servers"),
        ({**PUBLIC, "resource_servers": ["orders"]}, "resource_servers"),
        ({**EXCHANGING, "resource_servers": []}, "resource_servers"),
        ({**EXCHANGING, "exchanges_tokens_of": []}, "exchanges_tokens_of"),
        ({**EXCHANGING, "grant_types": ["authorization_code"]}, "grant_types"),
        ({"required_rights": ["root"]}, "required_rights"),
        ({"roles": ["two words"]}, "roles"),
        ({"roles": [""]}, "roles"),
        ({"required_rights": ["role:"]}, "required_rights"),
        ({"claim_names": ["sub=id"]}, "claim_names"),
        ({"claim_names": ["shoe_size=size"]}, "claim_names"),
        ({"claim_names": ["email=sub"]}, "claim_names"),
        ({"claim_names": ["email=session_expiry"]}, "claim_names"),
        ({"claim_names": ["email=name"]}, "claim_names"),
        ({"claim_names": ["email"]}, "claim_names"),
        ({"claim_names": ["email=mail", "name=mail"]}, "claim_names"),
        ({"client_name": "a" * 201}, "client_name"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": ["http://portal.example/cb"]}, "redirect_uris"),
        ({"redirect_uris": ["com.app:/cb"]}, "redirect_uris"),
        ({"post_logout_redirect_uris": ["javascript:alert(1)"]}, "post_logout_redirect_uris"),
        ({"sector_identifier_uri": "http://portal.example/uris"}, "sector_identifier_uri"),
        ({"sector_identifier_uri": "https://portal.example/#uris"}, "sector_identifier_uri"),
        ({"subject_type": "pairwise", "redirect_uris": HOSTS}, "sector_identifier_uri"),
        ({"subject_type": "pairwise", "redirect_uris": ["com.app:/cb"], **NATIVE}, "sector_identifier_uri"),
        ({"subject_type": "pairwise", "redirect_uris": ["http://127.0.0.1/"], **NATIVE}, "sector_identifier_uri"),
        ({"request_uris": ["http://portal.example/object"]}, "request_uris"),
        ({"request_uris": [f"https://portal.example/{'a' * 490}"]}, "request_uris"),
        ({"request_uris": ["https://portal.example/object#"]}, "request_uris"),
        ({"request_uris": ["https://portal.example/object#a#b"]}, "request_uris"),
        ({"request_uris": ["https://portal.example/o bject"]}, "request_uris"),
        ({"request_object_signing_alg": "HS256"}, "request_object_signing_alg"),
        ({"id_token_encrypted_response_alg": "ECDH-ES"}, "id_token_encrypted_response_alg"),
        ({"request_object_encryption_alg": "RSA-OAEP-256"}, "request_object_encryption_alg"),
        ({"request_object_encryption_enc": "A256GCM"}, "request_object_encryption_enc"),
        ({"userinfo_encrypted_response_alg": "RSA-OAEP-256", **TO_ENCRYPT}, "userinfo_encrypted_response_alg"),
        ({"introspection_encrypted_response_alg": "RSA1_5", **TO_ENCRYPT}, "introspection_encrypted_response_alg"),
        ({"authorization_encrypted_response_enc": "A256GCM"}, "authorization_encrypted_response_enc"),
        ({"token_endpoint_auth_method": "private_key_jwt", **ENCRYPTED}, "jwks"),
        ({"token_endpoint_auth_signing_alg": "ES256", **ENCRYPTED}, "jwks"),
        ({"access_token_seconds": 59}, "access_token_seconds"),
        ({"id_token_seconds": 86_401}, "id_token_seconds"),
        ({"refresh_idle_days": 0}, "refresh_idle_days"),
        ({"refresh_absolute_days": 3651}, "refresh_absolute_days"),
        ({"web_origins": ["https://app.example/"]}, "web_origins"),
        ({"web_origins": ["https://APP.example"]}, "web_origins"),
        ({"web_origins": ["https://app.example:443"]}, "web_origins"),
        ({"web_origins": ["http://app.example"]}, "web_origins"),
        ({"web_origins": ["*"]}, "web_origins"),
        ({"web_origins": ["null"]}, "web_origins"),
        ({"grant_types": ["authorization_code", "password"]}, "grant_types"),
        ({"grant_types": ["refresh_token"]}, "grant_types"),
        ({"grant_types": ["refresh_token"], "response_types": []}, "grant_types"),
        ({"response_types": []}, "response_types"),
        ({"response_types": ["code", "token"]}, "response_types"),
        ({"response_types": ["code id_token"]}, "grant_types"),
        ({"response_modes": ["carrier_pigeon"]}, "response_modes"),
        ({"scope": "openid admin"}, "scope"),
        ({"token_endpoint_auth_method": "client_secret"}, "token_endpoint_auth_method"),
        ({"application_type": "single_page"}, "token_endpoint_auth_method"),
        ({"id_token_signed_response_alg": "none"}, "id_token_signed_response_alg"),
        ({"id_token_signed_response_alg": "HS256"}, "id_token_signed_response_alg"),
        ({"authorization_signed_response_alg": "none"}, "authorization_signed_response_alg"),
        ({"introspection_signed_response_alg": "none"}, "introspection_signed_response_alg"),
        ({"userinfo_signed_response_alg": "none"}, "userinfo_signed_response_alg"),
        ({**PUBLIC, "pkce": "off"}, "pkce"),
        ({**PUBLIC, "pkce": "recommended"}, "pkce"),
        ({**PUBLIC, "grant_types": ["authorization_code", "client_credentials"]}, "grant_types"),
        ({"request_object_signing_alg": "HS256"}, "request_object_signing_alg"),
        ({"request_object_signing_alg": "ES256"}, "request_object_signing_alg"),
        ({"require_signed_request_object": True}, "require_signed_request_object"),
        (
            {
                "require_signed_request_object": True,
                "request_object_signing_alg": "none",
                "jwks_uri": "https://portal.example/keys",
            },
            "require_signed_request_object",
        ),
        ({"default_acr_values": ["urn:unheard-of"]}, "default_acr_values"),
        ({"contacts": [" "]}, "contacts"),
        ({"localized_metadata": ["client_name=Anwendung"]}, "localized_metadata"),
        ({"localized_metadata": ["client_name#=Anwendung"]}, "localized_metadata"),
        ({"localized_metadata": ["client_name#d e=Anwendung"]}, "localized_metadata"),
        ({"localized_metadata": ["client_name#de"]}, "localized_metadata"),
        ({"localized_metadata": ["scope#de=openid"]}, "localized_metadata"),
        ({"localized_metadata": ["logo_uri#de=http://portal.example/"]}, "localized_metadata"),
        ({"localized_metadata": ["client_name#de=A", "client_name#DE=B"]}, "localized_metadata"),
        ({"localized_metadata": [f"client_name#aa-{number}=A" for number in range(101)]}, "localized_metadata"),
        ({"contacts": ["a" * 321]}, "contacts"),
        ({"initiate_login_uri": "http://portal.example/login"}, "initiate_login_uri"),
        ({"initiate_login_uri": "https://portal.example/login#start"}, "initiate_login_uri"),
        ({"backchannel_logout_uri": "http://portal.example/logout"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://portal.example/logout#"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://me@portal.example/logout"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://portal.example/log out"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://portal.example/<logout>"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "/logout"}, "backchannel_logout_uri"),
        ({"frontchannel_logout_uri": "https://other.example/logout"}, "frontchannel_logout_uri"),
        ({"frontchannel_logout_uri": "https://portal.example:8443/logout"}, "frontchannel_logout_uri"),
        ({"frontchannel_logout_uri": "http://portal.example/logout"}, "frontchannel_logout_uri"),
        ({"frontchannel_logout_uri": "https://portal.example/logout#"}, "frontchannel_logout_uri"),
        ({"backchannel_logout_uri": "ftp://portal.example/logout"}, "backchannel_logout_uri"),
    ],
)
def test_unsound_clients(changes: dict[str, Any], field: str) -> None:
    problems = check_metadata(METADATA | changes, SUPPORTED)
    assert field in {problem.field for problem in problems}
    assert all(problem.message and problem.next_step for problem in problems)


@pytest.mark.parametrize("name", ["require_pushed_authorization_requests", "require_signed_request_object"])
def test_a_device_neither_pushes_nor_signs_its_requests(name: str) -> None:
    supported = replace(SUPPORTED, grant_types=("refresh_token", DEVICE_CODE_GRANT))
    values = complete_metadata({"application_type": "device", "client_name": "Television"})
    assert check_metadata(values, supported) == []

    assert {problem.field for problem in check_metadata({**values, name: True}, supported)} == {name}


@pytest.mark.parametrize("response_type", ["token", "id_token", "id_token token"])
def test_an_answer_through_the_browser_alone_needs_the_implicit_grant(response_type: str) -> None:
    supported = replace(HYBRID, response_types=("token", *HYBRID.response_types), grant_types=("implicit",))
    values = {**METADATA, "response_types": [response_type], "grant_types": ["implicit"]}
    assert check_metadata(values, supported) == []

    [missing] = check_metadata({**values, "grant_types": []}, supported)
    assert (missing.field, missing.message) == ("grant_types", "The response types need implicit.")


@pytest.mark.parametrize("application_type", ["web", "single_page"])
@pytest.mark.parametrize(
    "uri", ["http://localhost/cb", "https://localhost/cb", "https://127.0.0.1/cb", "https://[::1]/"]
)
def test_no_token_comes_to_a_program_on_the_persons_machine(application_type: str, uri: str) -> None:
    """Registration 1.0 2: implicit web clients have https addresses that are not localhost."""
    supported = replace(HYBRID, grant_types=("authorization_code", "implicit"))
    public = PUBLIC if application_type == "single_page" else {}
    values = {**HYBRID_METADATA, **public, "application_type": application_type, "redirect_uris": [REDIRECT_URI, uri]}
    [problem] = check_metadata(values, supported)
    assert problem.field == "redirect_uris"
    assert uri in problem.message

    by_code = {"response_types": ["code"], "grant_types": ["authorization_code"]}
    assert check_metadata({**values, **by_code}, supported) == []
    native = {"application_type": "native", "redirect_uris": ["http://127.0.0.1/cb"]}
    assert check_metadata({**values, **native}, supported) == []


@pytest.mark.parametrize("bound", ["dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens"])
def test_bound_tokens_do_not_come_through_the_browser(bound: str) -> None:
    supported = replace(HYBRID, grant_types=("authorization_code", "implicit"), binds_to_certificates=True)
    [problem] = check_metadata({**HYBRID_METADATA, bound: True}, supported)
    assert problem.field == "response_types"

    without = {"response_types": ["code", "id_token", "code id_token"], bound: True}
    assert check_metadata({**HYBRID_METADATA, **without}, supported) == []


def test_the_grants_follow_the_response_types() -> None:
    def grants(*response_types: str, **values: Any) -> object:
        return complete_metadata({**values, "response_types": list(response_types)})["grant_types"]

    assert grants("code") == ["authorization_code", "refresh_token"]
    assert grants("code id_token") == ["authorization_code", "implicit", "refresh_token"]
    assert grants("id_token token") == ["implicit"]
    assert grants("none") == []
    assert grants("code", application_type="single_page") == ["authorization_code"]


def test_a_grant_that_no_response_type_leads_to_is_refused() -> None:
    supported = replace(SUPPORTED, grant_types=(*SUPPORTED.grant_types, "implicit"))
    [problem] = check_metadata({**METADATA, "grant_types": ["authorization_code", "implicit"]}, supported)
    assert (problem.field, problem.message) == ("response_types", "No response type uses implicit.")


def test_client_credentials_need_a_secret_even_where_the_grant_is_offered() -> None:
    supported = replace(SUPPORTED, grant_types=(*SUPPORTED.grant_types, "client_credentials"))
    grants = {"grant_types": ["authorization_code", "refresh_token", "client_credentials"]}
    assert check_metadata(METADATA | grants, supported) == []
    [problem] = check_metadata({**METADATA, **grants, **PUBLIC}, supported)
    assert "secret" in problem.message


def test_a_service_needs_no_redirect_uri() -> None:
    supported = replace(SUPPORTED, grant_types=("client_credentials",))
    service = {"grant_types": ["client_credentials"], "response_types": [], "redirect_uris": []}
    assert check_metadata({**METADATA, **service}, supported) == []


@pytest.mark.parametrize("client_id", ["a b", "a:b", "", "a" * 129])
def test_a_client_id_needs_no_escaping(client_id: str) -> None:
    [problem] = check_client_id(client_id)
    assert problem.field == "client_id"


@pytest.mark.threat(28)
@pytest.mark.parametrize("client_id", ["acc_3f2Kx", "ACC_3f2Kx"])
def test_a_client_cannot_be_named_like_a_person(client_id: str) -> None:
    [problem] = check_client_id(client_id)
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
    [problem] = check_metadata({**METADATA, field: uri}, SUPPORTED)
    assert problem.field == field


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uris": ["https://portal.example/#x"]}, InvalidRedirectUri),
        ({"logo_uri": "http://portal.example/"}, InvalidClientMetadata),
    ],
)
def test_a_problem_is_a_registration_error(changes: dict[str, Any], error: type[Exception]) -> None:
    [problem] = check_metadata({**METADATA, **changes}, SUPPORTED)
    assert type(problem.to_error()) is error


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"client_name": 5}, "client_name"),
        ({"client_name": "Portal\n"}, "client_name"),
        ({"client_name": "Portal\0"}, "client_name"),
        ({"redirect_uris": "https://portal.example/"}, "redirect_uris"),
        ({"redirect_uris": [1]}, "redirect_uris"),
        ({"pkce": "yes"}, "pkce"),
        ({"pkce": True}, "pkce"),
        ({"default_max_age": -1}, "default_max_age"),
        ({"default_max_age": True}, "default_max_age"),
        ({"default_max_age": "5"}, "default_max_age"),
        ({"application_type": "toaster"}, "application_type"),
        ({"consent": ["explicit"]}, "consent"),
        ({"require_auth_time": "true"}, "require_auth_time"),
        ({"scope": ["openid"]}, "scope"),
    ],
)
def test_values_of_another_form_are_refused(given: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        parse_metadata(given)
    [problem] = refused.value.problems
    assert problem.field == field
    assert problem.next_step


@pytest.mark.parametrize(
    ("name", "advice"), [("redirect_uri", "Did you mean redirect_uris?"), ("zzz", "docs/clients.md lists all fields.")]
)
def test_an_unknown_field_is_refused_with_the_nearest_known_one(name: str, advice: str) -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        parse_metadata({name: "x"})
    assert [(problem.field, problem.next_step) for problem in refused.value.problems] == [(name, advice)]


def test_values_are_kept_once_and_in_order() -> None:
    parsed = parse_metadata({"redirect_uris": ("b", "a", "b"), "scope": " openid  email openid", "logo_uri": None})
    assert parsed == {"redirect_uris": ["b", "a"], "scope": "openid email", "logo_uri": None}


@pytest.mark.parametrize(
    "given",
    [
        {"client_name": "Portal"},
        {"request_uris": [f"https://portal.example/{'a' * 489}", "https://portal.example/object?a=b#k7Gx_-0"]},
        {
            "request_object_signing_alg": "HS256",
            "require_signed_request_object": True,
            "token_endpoint_auth_method": "client_secret_jwt",
        },
        {"pkce": "off"},
        {"default_max_age": 0},
        {"default_max_age": 1},
        {"require_auth_time": True},
        {"require_auth_time": False},
    ],
)
def test_a_value_of_the_right_form_is_stored_as_it_is(given: dict[str, object]) -> None:
    assert parse_metadata(given) == given


def test_what_was_given_for_a_derived_field_stays_through_edits_of_others() -> None:
    stored = complete_metadata({"grant_types": ["authorization_code"], "pkce": "off"})

    assert change_metadata(stored, {"logo_uri": "https://portal.example/logo.png"}) == {
        **stored,
        "logo_uri": "https://portal.example/logo.png",
    }


def test_the_refusal_of_metadata_names_every_field_and_what_is_wrong_with_it() -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        parse_metadata({"redirect_uri": "x", "motto": "y"})

    assert str(refused.value) == "redirect_uri: There is no such field.; motto: There is no such field."


def test_a_new_client_has_every_default() -> None:
    values = complete_metadata({})
    assert {name for name in CLIENT_FIELDS if name not in values} == {
        name for name, field in CLIENT_FIELDS.items() if field.default is None
    }
    assert values["token_endpoint_auth_method"] == "client_secret_basic"


@pytest.mark.parametrize("kind", ["single_page", "native"])
def test_a_profile_lies_over_the_defaults_and_under_what_is_given(kind: str) -> None:
    method = "token_endpoint_auth_method"
    assert complete_metadata({"application_type": kind})[method] == "none"
    assert complete_metadata({"application_type": kind, method: "client_secret_post"})[method] == "client_secret_post"


@pytest.mark.parametrize("kind", ["web", "native"])
def test_a_client_that_keeps_its_tokens_to_itself_refreshes_by_default(kind: str) -> None:
    """Trial row P9."""
    assert complete_metadata({"application_type": kind})["grant_types"] == ["authorization_code", "refresh_token"]


def test_grant_types_of_a_page_in_the_browser_follow_the_scope_until_they_are_given() -> None:
    online = complete_metadata({"application_type": "single_page", "scope": "openid"})
    assert online["grant_types"] == ["authorization_code"]
    offline = change_metadata(online, {"scope": "openid offline_access"})
    assert offline["grant_types"] == ["authorization_code", "refresh_token"]
    assert change_metadata(offline, {"scope": "openid"})["grant_types"] == ["authorization_code"]
    both = {"scope": "openid", "grant_types": ["authorization_code", "refresh_token"]}
    assert change_metadata(offline, both)["grant_types"] == both["grant_types"]


@pytest.mark.parametrize(("kind", "algorithm"), [("web", "RS256"), ("single_page", "ES256"), ("native", "ES256")])
def test_id_tokens_are_signed_with_what_libraries_of_the_kind_expect(kind: str, algorithm: str) -> None:
    """Trial row P3."""
    assert complete_metadata({"application_type": kind})["id_token_signed_response_alg"] == algorithm


@pytest.mark.parametrize(
    ("given", "pkce"),
    [
        ({}, "recommended"),
        ({"scope": "email"}, "required"),
        ({"application_type": "native"}, "required"),
        ({"token_endpoint_auth_method": "none"}, "required"),
    ],
)
def test_pkce_is_required_where_neither_secret_nor_nonce_does_its_work(given: dict[str, Any], pkce: str) -> None:
    """RFC 9700 2.1.1. Trial row P7."""
    assert complete_metadata(given)["pkce"] == pkce


def test_pkce_follows_the_way_a_client_authenticates_until_it_is_given() -> None:
    confidential = complete_metadata({})
    assert change_metadata(confidential, {"token_endpoint_auth_method": "none"})["pkce"] == "required"
    assert change_metadata(confidential, {"pkce": "off"})["pkce"] == "off"


def test_an_edit_leaves_grant_types_alone_that_its_scope_does_not_concern() -> None:
    refreshing = complete_metadata({"scope": "openid", "grant_types": ["authorization_code", "refresh_token"]})
    assert change_metadata(refreshing, {"scope": "openid email"})["grant_types"] == refreshing["grant_types"]


def test_none_gives_a_field_its_default_again() -> None:
    changed = change_metadata(METADATA, {"logo_uri": "https://portal.example/logo.png", "pkce": "off"})
    assert change_metadata(changed, {"logo_uri": None, "pkce": None}) == METADATA


def test_a_field_that_was_never_stored_has_its_default() -> None:
    stored = {name: value for name, value in METADATA.items() if name != "id_token_signed_response_alg"}
    assert build_client("portal", stored) == CLIENT


def test_a_field_that_the_rules_do_not_know_is_among_the_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLIENT_FIELDS, "motto", None)  # taken away again after the test
    add_client_field(ClientField(name="motto", type=Text(), option="--motto", label="Motto", help="Its motto."))
    assert build_client("portal", {**METADATA, "motto": "Onwards"}).extras["motto"] == "Onwards"
    assert build_client("portal", METADATA).extras["motto"] is None


def test_discovery_publishes_what_the_fields_offer() -> None:
    members = discovery_members(SUPPORTED)
    assert members["acr_values_supported"] == list(SUPPORTED.acr_values)
    assert members["id_token_signing_alg_values_supported"] == list(SUPPORTED.signing_algorithms)
    assert members["scopes_supported"] == list(SUPPORTED.scopes)
