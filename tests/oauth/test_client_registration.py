"""Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration 1.0)."""

import json
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.clients.models import ClientRecord, ClientSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.dynamic_registration import registrable_fields
from tests.factories.accounts import create_account
from tests.factories.assertions import key_set, make_key
from tests.factories.clients import REDIRECT_URI, CreatedClient
from tests.factories.dynamic_clients import METADATA, PATH, ask_to_register, bearer, issue_token, register, send
from tests.factories.relying_parties import machine
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import follow_local
from tests.factories.televisions import Television, decision_form
from tests.security.answers import json_error_of

HTTPS = "https://shop.example.test"
HOSTS = [f"{HTTPS}/callback", "https://other.example.test/callback"]


@pytest.fixture
def token(database):
    return issue_token(database)


def test_a_device_registers_itself_and_its_person_is_told_so(client, database, token):
    """RFC 8628: without any address that answers could be sent to."""
    values = {"application_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": None}
    registered = register(client, token, **values, grant_types=[DEVICE_CODE_GRANT], scope="openid")
    assert registered["response_types"] == []
    television = Television(CreatedClient(database.one(select(ClientRecord)), None), client)
    sign_in(client, database, create_account(database))

    consent = television.type_code(television.codes(scope="openid")["user_code"])
    page = follow_local(client, client.submit(consent, {"decision": "allow"}, form=1))
    for each in (consent, page):
        assert "hat sich selbst registriert" in each.text
    assert decision_form(page)


# What is answered ------------------------------------------------------------------------------------------------


def test_the_registration_endpoint_gives_a_client_its_credentials(client, database, token):
    """RFC 7591 3.2.1, with the defaults of Registration 1.0 2."""
    answer = ask_to_register(client, token)

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    registered = answer.get_json()
    assert registered.pop("client_id_issued_at") == pytest.approx(current_time().timestamp(), abs=5)
    assert registered.pop("client_secret_expires_at") == 0
    record = database.one(select(ClientRecord))
    assert registered.pop("client_id") == record.client_id
    assert digest(registered.pop("client_secret")) == database.one(select(ClientSecret.secret_hash))
    assert digest(registered.pop("registration_access_token")) == record.registration_token_hash
    address = f"https://id.example.test{PATH}?client_id={record.client_id}"
    assert registered.keys() <= {*registrable_fields(), "registration_client_uri"}
    expected = METADATA | {
        "registration_client_uri": address,
        "application_type": "web",
        "authorization_signed_response_alg": "RS256",
        "introspection_signed_response_alg": "RS256",
        "backchannel_logout_session_required": False,
        "frontchannel_logout_session_required": False,
        "contacts": [],
        "default_acr_values": [],
        "dpop_bound_access_tokens": False,
        "grant_types": ["authorization_code"],
        "id_token_signed_response_alg": "RS256",
        "post_logout_redirect_uris": [],
        "require_auth_time": False,
        "response_types": ["code"],
        "scope": "openid profile email address phone offline_access",
        "subject_type": "public",
        "tls_client_certificate_bound_access_tokens": False,
        "token_endpoint_auth_method": "client_secret_basic",
    }
    assert registered.items() >= expected.items()


def test_everything_that_is_registered_is_told(client, token):
    given = {
        "client_name#de": "Kartenwerk",
        "client_name#pt-BR": "Mapas",
        "policy_uri#de": f"{HTTPS}/datenschutz",
        "client_uri": f"{HTTPS}/",
        "logo_uri": f"{HTTPS}/logo.png",
        "policy_uri": f"{HTTPS}/privacy",
        "tos_uri": f"{HTTPS}/terms",
        "contacts": ["help@shop.example.test"],
        "initiate_login_uri": f"{HTTPS}/login",
        "post_logout_redirect_uris": [f"{HTTPS}/bye"],
        "backchannel_logout_uri": f"{HTTPS}/logout",
        "backchannel_logout_session_required": True,
        "frontchannel_logout_uri": f"{HTTPS}/bye",
        "frontchannel_logout_session_required": True,
        "grant_types": ["authorization_code", "refresh_token"],
        "id_token_signed_response_alg": "ES256",
        "authorization_signed_response_alg": "ES256",
        "introspection_signed_response_alg": "PS256",
        "userinfo_signed_response_alg": "EdDSA",
        "default_max_age": 300,
        "require_auth_time": True,
        "scope": "openid email",
        "subject_type": "pairwise",
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks_uri": f"{HTTPS}/keys",
    }
    registered = register(client, token, **given)

    assert registered.items() >= given.items()
    assert "client_secret" not in registered


def test_a_key_set_is_told_as_it_was_given(client, token):
    keys = orjson.loads(key_set(make_key()))
    registered = register(client, token, token_endpoint_auth_method="private_key_jwt", jwks=keys)

    assert registered["jwks"] == keys
    assert "client_secret" not in registered


def test_a_public_client_has_no_secret(client, database, token):
    registered = register(client, token, token_endpoint_auth_method="none")

    assert "client_secret" not in registered
    assert "client_secret_expires_at" not in registered
    assert database.count(ClientSecret) == 0


def test_an_app_has_the_address_of_its_own_scheme(client, token):
    registered = register(client, token, application_type="native", redirect_uris=["com.app:/cb"])

    assert registered["redirect_uris"] == ["com.app:/cb"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "shop.example.test"),
        ({"client_uri": "https://maps.example.test/"}, "maps.example.test"),
        ({"application_type": "native", "redirect_uris": ["com.app:/cb"]}, "com.app"),
    ],
)
def test_a_client_without_a_name_is_called_by_its_host(client, token, given, name):
    assert register(client, token, client_name=None, **given)["client_name"] == name


def test_scopes_that_an_installation_does_not_have_are_no_default(make_app, token):
    browser = make_app(accounts={"profile_fields": []}).test_client()

    assert register(browser, token)["scope"] == "openid profile email offline_access"


def test_unknown_metadata_are_left_out(client, token):
    unknown = {"software_id": "x", "request_object_encryption_alg": "RSA-OAEP", "shoe_size": [42]}

    assert not register(client, token, **unknown).keys() & unknown.keys()


def test_what_only_operators_decide_is_left_alone(client, database, token):
    """Of our own fields, none is told either."""
    own = {
        "portal": "forum",
        "consent": "implicit",
        "pkce": "off",
        "required_rights": ["member"],
        "roles": ["buyer"],
        "claim_names": ["email=mail"],
        "creates_organizations": True,
        "holds_organizations": True,
        "web_origins": [HTTPS],
        "id_token_claims": False,
        "organization_at_refresh": "asked",
        "localized_metadata": ["client_name#de=X"],
        "response_modes": ["query"],
        "client_id": "chosen",
        "client_secret": "chosen",
        "enabled": False,
    }
    registered = register(client, token, **own)

    values = database.one(select(ClientRecord)).values
    assert (values["portal"], values["consent"], values["pkce"]) == ("shop", "explicit", "recommended")
    assert not {name for name in own if name in values and values[name] == own[name]}
    assert registered.keys() & own.keys() == {"client_id", "client_secret"}
    assert "chosen" not in {registered["client_id"], registered["client_secret"]}


def test_a_registration_is_written_down_for_operators(client, database, token):
    registered = register(client, token)

    event = database.one(select(AuditEvent).where(AuditEvent.action == "client.registered"))
    assert (event.actor_kind, event.actor_id, event.subject) == ("client", *[registered["client_id"]] * 2)
    assert event.details == {
        "name": "Kartenwerk",
        "initial_access_token": database.one(select(InitialAccessToken.id)),
    }
    assert event.ip == "203.0.113.7"


# What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.threat(3, 24)
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"redirect_uris": [f"{HTTPS}/cb#fragment"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"{HTTPS}/cb#"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://shop.example.test/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["com.app:/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": None}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": [1]}, "invalid_redirect_uri"),
        ({"redirect_uris": REDIRECT_URI}, "invalid_redirect_uri"),
        ({"initiate_login_uri": "http://shop.example.test/login"}, "invalid_client_metadata"),
        ({"logo_uri": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"logo_uri#de": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"client_name#de": 1}, "invalid_client_metadata"),
        ({"client_name#d=e": "X"}, "invalid_client_metadata"),
        ({"client_name#": "X"}, "invalid_client_metadata"),
        ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "tls"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"grant_types": ["refresh_token"]}, "invalid_client_metadata"),
        ({"grant_types": ["password"]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"application_type": "single_page"}, "invalid_client_metadata"),
        ({"subject_type": "pairwise", "redirect_uris": HOSTS}, "invalid_client_metadata"),
        ({"subject_type": "secret"}, "invalid_client_metadata"),
        ({"scope": "openid admin"}, "invalid_client_metadata"),
        ({"scope": ["openid"]}, "invalid_client_metadata"),
        ({"jwks": {"keys": []}, "jwks_uri": f"{HTTPS}/keys"}, "invalid_client_metadata"),
        ({"jwks": '{"keys": []}'}, "invalid_client_metadata"),
        ({"default_max_age": -1}, "invalid_client_metadata"),
        ({"software_statement": "eyJ"}, "unapproved_software_statement"),
    ],
)
def test_what_cannot_be_registered_is_told_by_its_code(client, database, token, given, error):
    """RFC 7591 3.2.2; nothing is stored, and the token can be used again."""
    answer = ask_to_register(client, token, **given)

    assert json_error_of(answer) == (400, error)
    assert "WWW-Authenticate" not in answer.headers
    assert database.count(ClientRecord) == 0
    assert database.one(select(InitialAccessToken.uses)) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b'"x"',
        b"null",
        b"{}x",
        b"\xff",
        b'{"a":' * 2000,
        b"[" * 100_000,
        b'{"client_name": "\\ud800"}',
    ],
)
def test_a_body_that_is_no_object_is_refused(client, token, body):
    answer = machine(client).post(PATH, data=body, content_type="application/json", headers=bearer(token))

    assert json_error_of(answer) == (400, "invalid_client_metadata")


def test_a_body_of_another_type_is_refused(client, token):
    answer = machine(client).post(PATH, data={"redirect_uris": REDIRECT_URI}, headers=bearer(token))

    assert json_error_of(answer) == (400, "invalid_client_metadata")


@pytest.mark.parametrize(("size", "status"), [(33_000, 400), (200_000, 413)])
def test_a_huge_body_is_refused(client, token, size, status):
    assert json_error_of(ask_to_register(client, token, unknown="x" * size))[0] == status
    assert ask_to_register(client, token, unknown="x" * 32_000).status_code == 201


def test_a_key_set_that_is_nested_deeply_is_refused(client, token):
    keys = b'{"redirect_uris": ["https://shop.example.test/"], "jwks": {"keys": [{"a": %s1%s}]}}'
    body = keys % (b"[" * 1000, b"]" * 1000)
    answer = machine(client).post(PATH, data=body, content_type="application/json", headers=bearer(token))

    assert json_error_of(answer) == (400, "invalid_client_metadata")


def test_the_log_names_what_was_sent_and_no_more(client, token, capsys):
    many = {f"{number:02}{'x' * 200}": "secret" for number in range(60)}
    ask_to_register(client, token, client_name="", **many)

    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"request refused"' in line]
    assert (len(line["sent"]), max(map(len, line["sent"]))) == (50, 100)
    assert set(line["sent"].values()) == {"…"}


# Who may register ------------------------------------------------------------------------------------------------


def test_without_a_token_there_is_a_challenge(client):
    answer = ask_to_register(client, None)

    assert json_error_of(answer) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "state",
    [
        {"expires_at": current_time() - timedelta(seconds=1)},
        {"revoked_at": current_time()},
        {"uses": 1000},
    ],
    ids=["expired", "revoked", "used up"],
)
def test_a_token_that_no_longer_holds_is_refused_like_an_unknown_one(client, database, state):
    answers = [ask_to_register(client, token) for token in (issue_token(database, **state), "unknown")]

    assert {json_error_of(answer) for answer in answers} == {(401, "invalid_token")}
    assert answers[0].data == answers[1].data
    assert answers[0].headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert database.count(ClientRecord) == 0


def test_a_token_in_the_address_is_refused(client, token):
    answer = send(client, "POST", f"{PATH}?access_token={token}", None, METADATA)

    assert json_error_of(answer) == (400, "invalid_request")


def test_a_token_registers_as_many_clients_as_it_says(client, database):
    token = issue_token(database, uses_allowed=2)

    assert [ask_to_register(client, token).status_code for _ in range(3)] == [201, 201, 401]


@pytest.mark.parametrize("access", ["open", "off"])
def test_an_installation_decides_who_may_register(make_app, access):
    browser = make_app(client_registration={"access": access}).test_client()

    answer = ask_to_register(browser, None)
    discovery = machine(browser).get("/.well-known/openid-configuration").get_json()
    assert answer.status_code == {"open": 201, "off": 404}[access]
    assert answer.mimetype == "application/json"
    assert ("registration_endpoint" in discovery) is (access == "open")


def test_a_wrong_token_is_refused_where_none_is_needed(make_app):
    browser = make_app(client_registration={"access": "open"}).test_client()

    assert json_error_of(ask_to_register(browser, "wrong")) == (401, "invalid_token")


def test_an_address_registers_so_often_within_an_hour(make_app, database, clock):
    browser = make_app(client_registration={"registrations_per_address": 2}).test_client()
    token = issue_token(database)
    attempts = [ask_to_register(browser, token, **given) for given in ({}, {"scope": "admin"}, {})]

    assert [each.status_code for each in attempts] == [201, 400, 429]
    assert int(attempts[-1].headers["Retry-After"]) == pytest.approx(3600, abs=5)
    clock.shift(timedelta(hours=1, seconds=1))
    assert ask_to_register(browser, token).status_code == 201
