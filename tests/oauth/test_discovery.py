"""Discovery, the key set, and who may read what from a page in a browser."""

import pytest

from idp.oauth.endpoints import ENDPOINTS
from idp.oauth.grants import GRANTS
from idp.protocol.response_types import RESPONSE_TYPES
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.provisioning.pages import forms_of

WELL_KNOWN = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]


@pytest.fixture
def metadata(client):
    return machine(client).get(WELL_KNOWN[0]).get_json()


def test_both_names_lead_to_the_same_document(client):
    first, second = (machine(client).get(path) for path in WELL_KNOWN)

    assert first.data == second.data


def test_it_names_the_issuer_and_nothing_but_addresses_below_it(metadata, settings):
    assert metadata["issuer"] == settings.issuer
    addresses = [value for name, value in metadata.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(addresses) == 13
    assert all(address.startswith(f"{settings.issuer}/") for address in addresses)


def test_every_grant_and_endpoint_of_the_registries_is_published(metadata):
    assert metadata["grant_types_supported"] == [*GRANTS, "implicit"]
    assert all(f"{name}_endpoint" in metadata for name in ENDPOINTS)


def test_requests_may_be_pushed_and_need_not(metadata):
    assert metadata["pushed_authorization_request_endpoint"] == f"{metadata['issuer']}/par"
    assert metadata["require_pushed_authorization_requests"] is False
    assert "pushed_authorization_request_endpoint_auth_methods_supported" not in metadata


def test_it_holds_what_discovery_requires(metadata):
    assert metadata["response_types_supported"] == list(RESPONSE_TYPES)
    assert metadata["subject_types_supported"] == ["public", "pairwise"]
    assert "RS256" in metadata["id_token_signing_alg_values_supported"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True


def test_the_algorithms_of_answers_are_those_of_the_keys(metadata, settings):
    for answer in ("id_token", "authorization", "introspection", "userinfo"):
        assert metadata[f"{answer}_signing_alg_values_supported"] == list(settings.keys.signing_algorithms)


def test_each_response_mode_brings_a_code(metadata, rp, session):
    for mode in metadata["response_modes_supported"]:
        answer = rp.authorize(response_mode=mode)
        brought = forms_of(answer)[0].fields if mode.startswith("form_post") else answer_of(answer)
        assert ("response" if mode.endswith("jwt") else "code") in brought


@pytest.mark.parametrize(
    ("endpoint", "is_for_public"), [("token", True), ("revocation", True), ("introspection", False)]
)
def test_an_endpoint_names_the_method_of_public_clients_where_it_serves_them(metadata, endpoint, is_for_public):
    assert ("none" in metadata[f"{endpoint}_endpoint_auth_methods_supported"]) is is_for_public


@pytest.mark.parametrize("path", [*WELL_KNOWN, "/jwks.json"])
def test_documents_may_be_kept_and_read_by_anybody(client, path):
    answer = machine(client).get(path, headers={"Origin": "https://anywhere.example"})

    assert answer.status_code == 200
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", [*WELL_KNOWN, "/jwks.json"])
def test_a_known_document_is_not_sent_again(client, path):
    etag = machine(client).get(path).headers["ETag"]

    assert machine(client).get(path, headers={"If-None-Match": etag}).status_code == 304


def test_the_key_set_holds_public_halves_only(client, settings):
    keys = machine(client).get("/jwks.json").get_json()["keys"]

    assert {key["alg"] for key in keys} == set(settings.keys.signing_algorithms)
    assert all(key["use"] == "sig" and key["kid"] for key in keys)
    assert not any({"d", "p", "q", "dp", "dq", "qi", "k"} & set(key) for key in keys)


# Pages in a browser -----------------------------------------------------------------------------------------


@pytest.fixture
def app_in_browser(database, client):
    return create_relying_party(
        database,
        client,
        application_type="single_page",
        token_endpoint_auth_method="none",
        web_origins=["https://app.example.test"],
    )


@pytest.mark.parametrize("path", ["/par", "/token", "/userinfo", "/revoke"])
def test_a_registered_origin_may_read_the_answer(app_in_browser, client, path):
    answer = machine(client).post(path, data={"x": "y"}, headers={"Origin": "https://app.example.test"})

    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.test"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/par", "/token", "/userinfo", "/revoke"])
def test_its_preflight_is_allowed(app_in_browser, client, path):
    answer = machine(client).options(
        path, headers={"Origin": "https://app.example.test", "Access-Control-Request-Method": "POST"}
    )

    assert answer.status_code == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/par", "/token", "/userinfo", "/revoke"])
@pytest.mark.parametrize("asked", ["traceparent", "x-requested-with,content-type", "baggage, sentry-trace"])
def test_a_registered_origin_may_send_any_field(app_in_browser, client, path, asked):
    """Trial row F13."""
    fields = {"Origin": "https://app.example.test", "Access-Control-Request-Headers": asked}
    answer = machine(client).options(path, headers=fields)

    assert answer.headers["Access-Control-Allow-Headers"] == f"Authorization, Content-Type, DPoP, {asked}"
    fields["Origin"] = "https://evil.example"
    assert "Access-Control-Allow-Headers" not in machine(client).options(path, headers=fields).headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://app.example.test.evil.example"])
def test_any_other_origin_may_not(app_in_browser, client, origin):
    answer = machine(client).post("/token", data={"x": "y"}, headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
