"""What the OpenID certification's Dynamic profile asks: each test is about the module that it names."""

import json

import pytest
from joserfc.jwk import Key

from idp.protocol.response_types import grants_of
from tests.factories.assertions import Signer, key_set, make_key, secret_key
from tests.factories.clients import REDIRECT_URI
from tests.factories.dynamic_clients import allow, ask_to_register, issue_token, manage, register, relying_party
from tests.factories.relying_parties import answer_of, machine
from tests.factories.response_types import MEMBERS
from tests.infrastructure.outbound_http.servers import Server, say
from tests.security.answers import json_error_of

pytestmark = pytest.mark.usefixtures("session")
HTTPS = "https://shop.example.test"
ISSUER = "http://localhost:9000"


@pytest.fixture
def token(database):
    return issue_token(database)


def test_the_registration_endpoint_is_named_and_works(client, database, token, person):
    """oidcc-discovery-endpoint-verification, oidcc-server."""
    discovery = machine(client).get("/.well-known/openid-configuration").get_json()
    assert discovery["registration_endpoint"] == "https://id.example.test/client-registration"

    rp = relying_party(client, database, register(client, token))
    tokens = rp.redeem(allow(client, rp, scope="openid profile email address phone")).get_json()
    assert rp.read_id_token(tokens["id_token"])["sub"] == person.id
    assert rp.userinfo(tokens["access_token"]).get_json()["email"] == person.email


@pytest.mark.parametrize("response_type", MEMBERS)
def test_a_client_registers_for_its_response_type(client, database, token, response_type):
    """oidcc-server of each plan: the suite sends the grant types that belong to it."""
    metadata = {"response_types": [response_type], "grant_types": grants_of([response_type])}
    registered = register(client, token, **metadata)
    assert registered.items() >= metadata.items()
    assert register(client, token, response_types=[response_type])["grant_types"] == metadata["grant_types"]

    rp = relying_party(client, database, registered)
    assert "/consent/" in rp.authorize(response_type=response_type).location
    for other in set(MEMBERS) - {response_type}:
        assert answer_of(rp.authorize(response_type=other))["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"response_types": ["id_token"], "grant_types": ["authorization_code"]}, "invalid_client_metadata"),
        ({"response_types": ["code"], "grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"response_types": ["token"], "grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"response_types": ["id_token"], "redirect_uris": ["https://localhost/cb"]}, "invalid_redirect_uri"),
    ],
)
def test_a_response_type_that_contradicts_the_rest_is_refused(client, token, metadata, error):
    assert json_error_of(ask_to_register(client, token, **metadata)) == (400, error)


def test_a_redirect_uri_with_a_fragment_is_refused(client, token):
    """oidcc-redirect-uri-regfrag."""
    answer = ask_to_register(client, token, redirect_uris=[f"{HTTPS}/callback#foobar"])
    assert json_error_of(answer) == (400, "invalid_redirect_uri")


@pytest.mark.parametrize("member", ["logo_uri", "policy_uri", "tos_uri"])
def test_logo_policy_and_terms_are_shown(client, database, token, member):
    """oidcc-registration-logo-uri, oidcc-registration-policy-uri, oidcc-registration-tos-uri."""
    rp = relying_party(client, database, register(client, token, **{member: f"{HTTPS}/{member}"}))
    assert f'="{HTTPS}/{member}"' in client.get(rp.authorize().location).text


def test_a_sign_in_is_started_by_https_alone(client, token):
    """oidcc-3rdparty-init-login, oidcc-3rdparty-init-login-nohttps."""
    assert register(client, token, initiate_login_uri=f"{HTTPS}/login")["initiate_login_uri"] == f"{HTTPS}/login"
    answer = ask_to_register(client, token, initiate_login_uri="http://shop.example.test/login")
    assert json_error_of(answer) == (400, "invalid_client_metadata")


def test_a_client_reads_and_deletes_its_registration(client, token):
    """oidcc-registration-client-read, and what the suite does after each module."""
    registered = register(client, token)
    assert manage(client, registered, "GET").get_json()["client_id"] == registered["client_id"]
    assert manage(client, registered, "DELETE").status_code == 204


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "client_secret_jwt"])
def test_a_secret_works_at_once(client, database, token, method):
    """oidcc-server-client-secret-post, oidcc-registration-…"""
    registered = register(client, token, token_endpoint_auth_method=method)
    rp = relying_party(client, database, registered)
    if method == "client_secret_jwt":
        form = Signer(rp, secret_key(registered["client_secret"])).form()
        assert machine(client).post("/introspect", data=form).status_code == 200
    else:
        assert rp.introspect("x") == {"active": False}


@pytest.fixture
def keys_server():
    server = Server(say(b"{}"))
    yield server
    server.close()


SECTOR = f"{HTTPS}/other", REDIRECT_URI


@pytest.mark.threat(23)
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("listed", "status"),
    [
        (SECTOR, 201),
        (SECTOR[:1], 400),
        ([], 400),
        ({REDIRECT_URI: 1}, 400),
        (REDIRECT_URI, 400),
        (None, 400),
        ("not JSON", 400),
    ],
    ids=str,
)
def test_the_file_of_a_sector_lists_the_redirect_uris(make_app, database, token, keys_server, listed, status):
    """oidcc-registration-sector-uri, oidcc-registration-sector-bad."""
    loopback = [f"localhost:{keys_server.port}"]
    browser = make_app(server={"issuer": ISSUER}, outbound={"development_loopback": loopback}).test_client()
    address = f"http://localhost:{keys_server.port}/uris"
    keys_server.answer = say(b"x" if listed == "not JSON" else json.dumps(listed).encode())

    assert ask_to_register(browser, "wrong", sector_identifier_uri=address).status_code == 401
    assert keys_server.connections == 0
    answer = ask_to_register(browser, token, sector_identifier_uri=address)
    assert answer.status_code == status
    if status == 400:
        assert json_error_of(answer) == (400, "invalid_client_metadata")
        return
    registered = answer.get_json()
    assert registered["sector_identifier_uri"] == address
    document = {
        "client_id": registered["client_id"],
        "redirect_uris": [f"{HTTPS}/new"],
        "sector_identifier_uri": address,
    }
    assert json_error_of(manage(browser, registered, "PUT", document)) == (400, "invalid_client_metadata")


@pytest.mark.threat(23)
@pytest.mark.parametrize("uri", ["https://127.0.0.1/uris", "http://169.254.169.254/uris", "file:///etc/passwd", 7])
def test_no_file_within_is_fetched(client, token, uri):
    assert json_error_of(ask_to_register(client, token, sector_identifier_uri=uri)) == (400, "invalid_client_metadata")


@pytest.mark.only_on("sqlite")
def test_keys_are_changed_at_their_address(make_app, database, token, keys_server, clock):
    """oidcc-registration-jwks-uri, oidcc-refresh-token-rp-key-rotation."""
    loopback = [f"localhost:{keys_server.port}"]
    browser = make_app(server={"issuer": ISSUER}, outbound={"development_loopback": loopback}).test_client()
    address = f"http://localhost:{keys_server.port}/keys"
    registered = register(browser, token, token_endpoint_auth_method="private_key_jwt", jwks_uri=address)
    assert registered["jwks_uri"] == address
    rp = relying_party(browser, database, registered)

    def authenticate(key: Key) -> int:
        return machine(browser).post("/introspect", data=Signer(rp, key, ISSUER).form()).status_code

    first, second = make_key(kid="first"), make_key(kid="second")
    keys_server.answer = say(key_set(first).encode())
    assert authenticate(first) == 200
    keys_server.answer = say(key_set(second).encode())
    clock.shift(61)
    assert (authenticate(second), authenticate(first)) == (200, 401)
