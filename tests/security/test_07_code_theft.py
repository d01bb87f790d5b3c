"""Threat 7: a stolen code, presented by another client or for another address."""

import pytest

from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import create_relying_party, machine
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(7), pytest.mark.usefixtures("session")]


@pytest.mark.parametrize("auth_method", ["client_secret_basic", "client_secret_post", "none"])
def test_another_client_gets_nothing_and_the_owner_keeps_the_code(rp, database, client, auth_method):
    thief = create_relying_party(database, client, token_endpoint_auth_method=auth_method)
    code = rp.obtain_code()

    # With everything right but the client, the verifier included.
    assert json_error_of(thief.redeem(code, code_verifier=rp.verifier)) == (400, "invalid_grant")
    assert json_error_of(thief.redeem(code)) == (400, "invalid_grant")
    assert json_error_of(thief.redeem(code, code_verifier=None)) == (400, "invalid_grant")
    assert rp.redeem(code).status_code == 200


def test_the_answer_says_nothing_about_a_code_of_somebody_else(rp, database, client):
    """A thief learns from the answer neither that the code exists nor whether it was used."""
    thief = create_relying_party(database, client)
    code = rp.obtain_code()
    unknown = thief.redeem("no-such-code").data
    fresh = thief.redeem(code).data
    rp.redeem(code)

    assert unknown == fresh == thief.redeem(code).data


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://shop.example.test/other",
        f"{REDIRECT_URI}/",
        f"{REDIRECT_URI}?x=1",
        f"{REDIRECT_URI} ",
        REDIRECT_URI.upper(),
        "https://evil.example/callback",
    ],
)
def test_another_address_gets_nothing_and_the_owner_keeps_the_code(database, client, redirect_uri):
    registered = [REDIRECT_URI, "https://shop.example.test/other"]
    rp = create_relying_party(database, client, redirect_uris=registered)
    code = rp.obtain_code()

    assert json_error_of(rp.redeem(code, redirect_uri=redirect_uri)) == (400, "invalid_grant")
    assert rp.redeem(code).status_code == 200


@pytest.mark.parametrize("missing", [None, ""])
def test_the_address_may_not_be_left_out(rp, missing):
    code = rp.obtain_code()

    assert json_error_of(rp.redeem(code, redirect_uri=missing)) == (400, "invalid_request")
    assert rp.redeem(code).status_code == 200


def test_without_the_clients_secret_a_code_is_worth_nothing(rp):
    code = rp.obtain_code()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": rp.verifier,
    }
    for credentials in ({}, {"client_id": rp.client_id}, {"client_id": rp.client_id, "client_secret": "wrong"}):
        assert json_error_of(machine(rp.browser).post("/token", data=form | credentials)) == (401, "invalid_client")
    assert rp.redeem(code).status_code == 200


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda code: code[:-1], lambda code: f"{code}=", lambda code: f" {code}"]
)
def test_a_code_that_is_nearly_right_is_wrong(rp, change):
    code = rp.obtain_code()

    assert json_error_of(rp.redeem(change(code))) == (400, "invalid_grant")
    assert rp.redeem(code).status_code == 200
