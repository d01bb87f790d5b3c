"""Which way of authentication a request has chosen."""

import pytest

from tests.factories.assertions import register_keys
from tests.factories.clients import change_client
from tests.factories.relying_parties import create_relying_party, machine

ASSERTION = {
    "client_assertion": "a.b.c",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


def test_an_assertion_of_a_client_with_a_secret_is_told_what_to_set(client, database, rp, capsys):
    """Trial row P11."""
    signer = register_keys(database, rp)
    change_client(database, rp.registered, token_endpoint_auth_method="client_secret_basic")
    answer = machine(client).post("/introspect", data=signer.form())

    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert "set the application to client_secret_basic" in capsys.readouterr().err


def test_beside_a_secret_an_assertion_is_a_second_way(rp):
    form = {"grant_type": "refresh_token", "refresh_token": "x"}

    assert rp.post("/token", {**form, **ASSERTION}).get_json()["error"] == "invalid_request"
    assert rp.post("/token", form).get_json()["error"] == "invalid_grant"
