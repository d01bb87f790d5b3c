"""Threat 6: a weaker proof than was asked for, or none where there was a challenge (RFC 7636, RFC 9700 4.8.2)."""

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.relying_parties import answer_of, create_relying_party, s256
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(6), pytest.mark.usefixtures("session")]
VERIFIER = "v" * 43


@pytest.mark.parametrize("method", ["plain", None, "", "s256", "S256 ", "SHA256", "none", "S256,plain", "S512"])
@pytest.mark.parametrize("challenge", [VERIFIER, s256(VERIFIER)])
def test_no_method_but_s256(rp, database, method, challenge):
    answer = answer_of(rp.authorize(code_challenge=challenge, code_challenge_method=method))

    assert answer["error"] == "invalid_request"
    assert database.count(AuthorizationRecord) == 0


def test_not_for_a_client_that_may_leave_pkce_out_either(database, client):
    rp = create_relying_party(database, client, pkce="off")
    for method in ("plain", None):
        answer = answer_of(rp.authorize(code_challenge=VERIFIER, code_challenge_method=method))
        assert answer["error"] == "invalid_request"


@pytest.mark.parametrize(
    "challenge", ["x", "a" * 42, "a" * 44, "a" * 43 + "=", "a" * 42 + "+", "a" * 42 + "/", "a" * 42 + "ä"]
)
def test_what_cannot_be_a_sha256_is_no_challenge(rp, challenge):
    assert answer_of(rp.authorize(code_challenge=challenge))["error"] == "invalid_request"


def test_a_method_without_a_challenge_is_refused(database, client):
    rp = create_relying_party(database, client, pkce="off")

    assert answer_of(rp.authorize(code_challenge=None))["error"] == "invalid_request"


@pytest.mark.parametrize("auth_method", ["client_secret_basic", "none"])
@pytest.mark.parametrize("wrong", ["missing", "other", "case", "longer", "challenge"])
def test_a_code_with_a_challenge_needs_its_verifier(database, client, auth_method, wrong):
    rp = create_relying_party(database, client, token_endpoint_auth_method=auth_method)
    presented = {
        "missing": None,
        "other": "x" * 64,
        "case": rp.verifier.swapcase(),
        "longer": f"{rp.verifier}x",
        "challenge": rp.challenge,
    }[wrong]
    code = rp.obtain_code()

    assert json_error_of(rp.redeem(code, code_verifier=presented)) == (400, "invalid_grant")
    assert rp.redeem(code).status_code == 200, "the mistake must not cost the client its code"


@pytest.mark.parametrize("malformed", ["x", "x" * 42, "x" * 129, "x" * 43 + "\n", "x" * 42 + " ", "ä" * 43])
def test_a_malformed_verifier_is_refused(rp, malformed):
    code = rp.obtain_code()

    assert json_error_of(rp.redeem(code, code_verifier=malformed)) == (400, "invalid_request")
    assert rp.redeem(code).status_code == 200


def test_a_verifier_for_a_code_without_challenge_is_the_mark_of_a_stripped_one(database, client):
    """RFC 9700 4.8.2: the attacker removed the challenge on the way, the client still sends its verifier."""
    rp = create_relying_party(database, client, pkce="off")
    code = rp.obtain_code(code_challenge=None, code_challenge_method=None)

    assert json_error_of(rp.redeem(code)) == (400, "invalid_grant")
    assert json_error_of(rp.redeem(code, code_verifier=s256(""))) == (400, "invalid_grant")


def test_the_empty_verifier_proves_nothing(rp):
    """A parameter without a value counts as omitted (RFC 6749 3.2)."""
    assert json_error_of(rp.redeem(rp.obtain_code(), code_verifier="")) == (400, "invalid_grant")
