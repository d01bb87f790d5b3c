"""What a client may say of itself, field by field."""

from dataclasses import replace

import pytest

from idp.protocol.client_metadata import CLIENT_FIELDS, InvalidMetadataError
from idp.protocol.dynamic_registration import RegistrationTerms, parse_registration, registration_members
from idp.protocol.errors import OAuthError

TERMS = RegistrationTerms(scopes=("openid", "email"), signing_algorithms=("ES256", "RS256"))
OPERATORS = {
    "portal",
    "profile",
    "localized_metadata",  # registered as client_name#de and the like
    "web_origins",
    "response_modes",
    "id_token_claims",
    "access_token_seconds",
    "id_token_seconds",
    "refresh_idle_days",
    "refresh_absolute_days",
    "pkce",
    "consent",
    "session_management",
    "creates_organizations",
    "holds_organizations",
    "resource_servers",
    "access_token_format",
    "exchanges_tokens_of",
    "roles",
    "claim_names",
    "required_rights",
    "organization_at_refresh",
    "organization",
}


def test_it_is_decided_of_every_field_whose_it_is():
    """A new field is the operator's until it is declared to be registrable."""
    assert {name for name, field in CLIENT_FIELDS.items() if not field.is_registrable} == OPERATORS


def test_a_field_of_which_no_value_is_offered_is_ignored():
    asked = {"request_object_encryption_alg": "RSA-OAEP-256", "userinfo_signed_response_alg": "ES256"}
    terms = replace(TERMS, unused_fields=["request_object_encryption_alg"])
    assert parse_registration(asked, terms)["request_object_encryption_alg"] is None
    assert parse_registration(asked, terms)["userinfo_signed_response_alg"] == "ES256"


def test_a_null_is_nothing():
    nulls = dict.fromkeys([*CLIENT_FIELDS, "software_statement", "client_name#de"])
    assert parse_registration(nulls, TERMS) == parse_registration({}, TERMS)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, {"response_types": ["code"], "grant_types": ["authorization_code"], "scope": "openid email"}),
        ({"grant_types": ["refresh_token"]}, {"response_types": []}),
        ({"response_types": ["id_token"]}, {"grant_types": ["implicit"]}),
        ({"response_types": ["code id_token"]}, {"grant_types": ["authorization_code", "implicit"]}),
        ({"application_type": "native"}, {"token_endpoint_auth_method": "client_secret_basic"}),
        ({"scope": "email"}, {"scope": "email"}),
        ({"redirect_uris": ["https://a.example:444/x", "https://b.example/"]}, {"client_name": "a.example"}),
        ({"redirect_uris": ["http://[", "https://b.example/"]}, {"client_name": "b.example"}),
        ({"client_uri": "https://c.example/", "redirect_uris": ["https://b.example/"]}, {"client_name": "c.example"}),
        ({"redirect_uris": [f"https://{'a' * 300}.example/"]}, {"client_name": "a" * 200}),
        ({}, {"client_name": "Application", "id_token_signed_response_alg": "RS256"}),
    ],
)
def test_what_is_left_out_has_a_default(document, expected):
    assert parse_registration(document, TERMS).items() >= expected.items()


def test_the_algorithm_is_one_that_the_installation_has():
    terms = RegistrationTerms(scopes=("openid",), signing_algorithms=("PS256", "ES256"))
    assert parse_registration({}, terms)["id_token_signed_response_alg"] == "PS256"


def test_localized_metadata_are_given_back_as_they_came():
    given = {"client_name#de": "A=B", "client_name#pt-BR": "C#D", "tos_uri#de": "https://a.example/"}
    values = {name: value for name, value in parse_registration(given, TERMS).items() if value is not None}
    assert values["localized_metadata"] == [f"{name}={value}" for name, value in given.items()]
    assert registration_members(values).items() >= given.items()


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"subject_type": "secret"}, "subject_type"),
        ({"subject_type": ["public"]}, "subject_type"),
        ({"scope": "openid phone"}, "scope"),
        ({"application_type": "single_page"}, "application_type"),
        ({"client_name#": "A"}, "client_name"),
        ({"client_name#d=e": "A"}, "client_name"),
        ({"client_name#de": ["A"]}, "client_name"),
        ({"client_name#de": "A\0"}, "client_name"),
        ({"redirect_uris": {}}, "redirect_uris"),
        ({"jwks": []}, "jwks"),
        ({"jwks": '{"keys": []}'}, "jwks"),
        ({"backchannel_logout_session_required": "yes"}, "backchannel_logout_session_required"),
    ],
)
def test_a_problem_names_its_field(document, field):
    with pytest.raises(InvalidMetadataError) as refused:
        parse_registration(document, TERMS)
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "invalid_client_metadata"),
        (None, "invalid_client_metadata"),
        ("{}", "invalid_client_metadata"),
        ({"software_statement": 1}, "unapproved_software_statement"),
    ],
)
def test_what_is_no_registration_is_refused(document, code):
    with pytest.raises(OAuthError) as refused:
        parse_registration(document, TERMS)
    assert refused.value.code == code
