"""Threat 12: flows that are no longer used, and those that a client is not registered for (RFC 9700 2.4, OAuth 2.1)."""

from itertools import product
from urllib.parse import urlsplit

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.responses import RESPONSE_MODES
from tests.factories.accounts import PASSWORD
from tests.factories.clients import REDIRECT_URI, change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.response_types import FRONT_CHANNEL, MEMBERS, create_front_channel_party
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(12), pytest.mark.usefixtures("session")]


@pytest.mark.parametrize(
    "grant_type",
    [
        "password",
        "implicit",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:openid:params:grant-type:ciba",
        "AUTHORIZATION_CODE",
        "authorization_code refresh_token",
        " refresh_token",
        "nonsense",
    ],
)
def test_a_grant_that_is_not_offered_is_refused(rp, person, database, grant_type):
    form = {"grant_type": grant_type, "username": person.email, "password": PASSWORD, "scope": "openid"}

    assert json_error_of(rp.post("/token", form)) == (400, "unsupported_grant_type")
    assert database.count(AuthorizationRecord) == 0


def test_even_where_a_row_says_that_the_client_may(database, client, person):
    rp = create_relying_party(database, client, grant_types=["authorization_code", "password"])
    form = {"grant_type": "password", "username": person.email, "password": PASSWORD}
    assert json_error_of(rp.post("/token", form)) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("response_type", ["token", "CODE", "code code2", "none code", "id_token id_token2"])
@pytest.mark.parametrize("registered", [["code"], ["code", "token", "id_token", "code id_token"]])
def test_a_response_type_that_is_not_offered_is_refused(database, client, response_type, registered):
    """The implicit grant of plain OAuth above all: no client gets an access token alone through the browser."""
    grants = ["authorization_code", "implicit", "refresh_token"]
    rp = create_relying_party(database, client, response_types=registered, grant_types=grants)

    answer = answer_of(rp.authorize(response_type=response_type))

    assert answer["error"] == "unsupported_response_type"
    assert not {"access_token", "id_token", "code"} & set(answer)
    assert database.count(AuthorizationRecord) == 0


def test_no_token_comes_through_the_browser_unless_the_client_is_registered_for_it(rp, database):
    """What only old clients need (0124) is off for all others, whose answers stay as they were."""
    for response_type in set(MEMBERS) - {"code"}:
        answer = answer_of(rp.authorize(response_type=response_type))

        assert answer["error"] == "unauthorized_client"
        assert not {"access_token", "id_token", "code"} & set(answer)
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize("prompt", [None, "none", "login", "none login"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_code_and_no_token_ever_goes_into_the_query_of_a_type_that_brings_tokens(
    database, client, prompt, signed_in
):
    """Multiple Response Types 3, whatever else a request asks: in the query, they are in logs and referrers."""
    rp = create_front_channel_party(database, client)
    if not signed_in:
        client.delete_cookie("__Host-idp-session", domain="id.example.test")
    for response_type, mode in product([*FRONT_CHANNEL, "token"], [*RESPONSE_MODES, "nonsense", None]):
        answer = rp.authorize(response_type=response_type, response_mode=mode, prompt=prompt)
        location = urlsplit(answer.headers.get("Location", ""))
        assert location.hostname is None or location.query == ""


def test_a_client_that_is_not_registered_for_code_gets_none(database, client):
    for values in ({"response_types": []}, {"grant_types": ["refresh_token"]}):
        rp = create_relying_party(database, client, **values)
        assert answer_of(rp.authorize())["error"] == "unauthorized_client"
    assert database.count(AuthorizationRecord) == 0


def test_a_client_that_is_not_registered_for_a_grant_cannot_use_it(database, client, rp):
    tokens = rp.obtain_tokens()
    code = rp.obtain_code()
    change_client(database, rp.registered, grant_types=["authorization_code"])
    assert json_error_of(rp.refresh(tokens["refresh_token"])) == (400, "unauthorized_client")

    change_client(database, rp.registered, grant_types=["refresh_token"])
    assert json_error_of(rp.redeem(code)) == (400, "unauthorized_client")

    change_client(database, rp.registered, grant_types=["authorization_code", "refresh_token"])
    assert rp.redeem(code).status_code == 200, "a refusal must not use anything up"


@pytest.mark.parametrize("mode", ["web_message", "cookie", "QUERY", "JWT"])
def test_a_response_mode_that_is_not_offered_is_refused(rp, mode):
    assert answer_of(rp.authorize(response_mode=mode))["error"] == "invalid_request"


def test_discovery_names_no_retired_flow(client):
    document = machine(client).get("/.well-known/openid-configuration").get_json()

    assert "token" not in document["response_types_supported"]
    assert "password" not in document["grant_types_supported"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    for signed in ("id_token", "authorization", "introspection", "userinfo"):
        assert "none" not in document[f"{signed}_signing_alg_values_supported"]


def test_the_address_is_still_checked_first(rp):
    assert "Location" not in rp.authorize(response_type="token", redirect_uri=f"{REDIRECT_URI}x").headers
