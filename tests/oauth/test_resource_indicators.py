"""RFC 8707: a token for the issuer, or none."""

import pytest

from tests.factories.relying_parties import answer_of

pytestmark = pytest.mark.usefixtures("session")
FOREIGN = "https://api.example.test/"


@pytest.fixture
def issuer(app):
    return app.settings.issuer


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_issuer_is_what_tokens_are_for(rp, issuer, slash):
    code = rp.obtain_code(resource=issuer + slash, scope="openid offline_access")
    answer = rp.redeem(code, resource=issuer + slash)
    assert answer.status_code == 200
    assert rp.introspect(answer.get_json()["access_token"])["aud"] == issuer

    assert rp.refresh(answer.get_json()["refresh_token"], resource=issuer + slash).status_code == 200


@pytest.mark.parametrize("resource", [FOREIGN, "urn:api", "https://id.example.test.evil.example"])
def test_nobody_is_signed_in_for_another_server(rp, resource):
    answer = answer_of(rp.authorize(resource=resource))
    assert (answer["error"], answer["state"]) == ("invalid_target", "state-1")


def test_one_foreign_resource_among_others_is_enough(rp, issuer):
    answer = answer_of(rp.authorize(resource=f"{issuer} {FOREIGN}"))
    assert answer["error"] == "invalid_target"


def test_a_code_buys_no_token_for_another_server_and_stays_good(rp):
    code = rp.obtain_code()
    answer = rp.redeem(code, resource=FOREIGN)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_target")
    assert rp.redeem(code).status_code == 200


def test_nor_does_a_refresh_token(rp):
    token = rp.obtain_tokens(scope="openid offline_access")["refresh_token"]
    answer = rp.refresh(token, resource=FOREIGN)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_target")
    assert rp.refresh(token).status_code == 200
