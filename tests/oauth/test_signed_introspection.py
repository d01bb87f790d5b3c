"""Introspection whose answer is a JWT (RFC 9701)."""

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.authorizations import create_authorization, give_refresh_token
from tests.factories.clients import change_client
from tests.factories.relying_parties import ALGORITHMS
from tests.provisioning.applications import ISSUER

pytestmark = [pytest.mark.usefixtures("session", "clock"), pytest.mark.only_on("sqlite")]
JWT = "application/token-introspection+jwt"


def introspect(rp, token, accept=JWT):
    return rp.post("/introspect", {"token": token}, headers={"Accept": accept})


def read(rp, answer, algorithm="RS256"):
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JWT)
    return rp.read_signed_answer(answer.text, algorithm, "token-introspection+jwt")


def test_an_access_token_is_told_in_a_jwt_for_the_client_that_asks(rp):
    token = rp.obtain_tokens(scope="openid email")["access_token"]
    answer = introspect(rp, token)

    told = rp.introspect(token)
    assert told["active"] is True
    assert read(rp, answer) == {
        "iss": ISSUER,
        "aud": rp.client_id,
        "iat": int(current_time().timestamp()),
        "token_introspection": told,
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refresh_token_is_told_in_the_same_way(rp, database, person):
    authorization = create_authorization(database, rp.registered, account_id=person.id, subject=person.id)
    token = str(give_refresh_token(database, authorization))

    assert read(rp, introspect(rp, token))["token_introspection"] == rp.introspect(token)


def test_of_a_token_that_does_not_hold_the_jwt_says_nothing_else(rp):
    assert read(rp, introspect(rp, "unknown"))["token_introspection"] == {"active": False}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_client_chooses_the_algorithm(rp, database, algorithm):
    change_client(database, rp.registered, introspection_signed_response_alg=algorithm)

    assert read(rp, introspect(rp, "unknown"), algorithm)["aud"] == rp.client_id


@pytest.mark.parametrize(
    ("accept", "is_jwt"),
    [
        (JWT, True),
        (JWT.upper(), True),
        (f"{JWT}, application/json", True),
        (f"{JWT}, */*;q=0.1", True),
        (f"{JWT}, application/json;q=0.9", True),
        (f"application/json, {JWT}", True),
        (f"{JWT};q=0.5, */*", False),
        (f"application/json, {JWT};q=0.9", False),
        (f"{JWT};q=0", False),
        (f"application/json, {JWT};q=0", False),
        ("application/json", False),
        ("application/jwt", False),
        ("application/*", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_the_request_decides_on_the_form(rp, database, accept, is_jwt):
    """Also of a client that has registered an algorithm: a library that knows RFC 7662 alone can't read a JWT."""
    change_client(database, rp.registered, introspection_signed_response_alg="ES256")
    answer = introspect(rp, "unknown", accept)

    assert answer.headers["Content-Type"] == (JWT if is_jwt else "application/json")


def test_an_error_is_json(rp):
    answer = rp.post("/introspect", {}, headers={"Accept": JWT})

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


def test_the_answer_is_no_access_token(rp):
    """RFC 9701 8.1."""
    answer = introspect(rp, rp.obtain_tokens()["access_token"])

    assert rp.userinfo(answer.text).status_code == 401
    assert read(rp, introspect(rp, answer.text))["token_introspection"] == {"active": False}
