"""Which way of authentication a request has chosen."""

import pytest

from tests.factories.relying_parties import create_relying_party

ASSERTION = {
    "client_assertion": "a.b.c",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


def test_an_assertion_is_refused_by_its_name(client, rp):
    answer = client.post("/token", data={"grant_type": "refresh_token", "refresh_token": "x", **ASSERTION})

    assert answer.status_code == 401
    assert answer.get_json()["error"] == "invalid_client"
    assert "client_assertion is not supported" in answer.get_json()["error_description"]


def test_beside_a_secret_an_assertion_is_one_more_parameter_that_is_not_known(rp):
    form = {"grant_type": "refresh_token", "refresh_token": "x"}

    assert rp.post("/token", form).get_json() == rp.post("/token", {**form, **ASSERTION}).get_json()
    assert rp.post("/token", form).get_json()["error"] == "invalid_grant"
