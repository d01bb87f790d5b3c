"""Threat 27: an access token where logs and histories keep it, or without leave to tell of the person (RFC 6750)."""

import pytest

from tests.factories.relying_parties import machine

pytestmark = [pytest.mark.threat(27), pytest.mark.usefixtures("session")]


@pytest.fixture
def token(rp):
    return rp.obtain_tokens(scope="openid profile")["access_token"]


def refusal(answer):
    assert "sub" not in (answer.get_json(silent=True) or {})
    return answer.status_code, answer.get_json()["error"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_in_the_address_is_refused(rp, token, method):
    server = machine(rp.browser)
    header = {"Authorization": f"Bearer {token}"}

    assert refusal(server.open("/userinfo", method=method, query_string={"access_token": token})) == (
        400,
        "invalid_request",
    )
    both = server.open("/userinfo", method=method, query_string={"access_token": token}, headers=header)
    assert refusal(both) == (400, "invalid_request")
    empty = server.open("/userinfo", method=method, query_string={"access_token": ""}, headers=header)
    assert refusal(empty) == (400, "invalid_request")


def test_a_token_in_two_places_is_refused(rp, token):
    answer = machine(rp.browser).post(
        "/userinfo", data={"access_token": token}, headers={"Authorization": f"Bearer {token}"}
    )

    assert refusal(answer) == (400, "invalid_request")


def test_a_token_in_another_body_than_a_form_is_not_seen(rp, token):
    server = machine(rp.browser)

    assert server.post("/userinfo", json={"access_token": token}).status_code == 401
    multipart = server.post("/userinfo", data={"access_token": token}, content_type="multipart/form-data")
    assert multipart.status_code == 401
    assert server.get("/userinfo", data={"access_token": token}).status_code in {400, 401}


def test_without_openid_nothing_is_told(rp):
    """Plain OAuth is no sign-in (Core 5.3)."""
    token = rp.obtain_tokens(scope="profile email", nonce=None)["access_token"]

    answer = rp.userinfo(token)

    assert refusal(answer) == (403, "insufficient_scope")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_cookie_is_no_token(rp):
    """Otherwise any page could read who is signed in."""
    assert rp.browser.get("/userinfo").status_code == 401


def test_another_origin_reads_nothing(rp, token):
    answer = machine(rp.browser).get(
        "/userinfo", headers={"Authorization": f"Bearer {token}", "Origin": "https://evil.example"}
    )

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_no_more_is_told_than_the_scope_allows(rp, token):
    assert "email" not in rp.userinfo(token).get_json()


def test_the_answer_is_kept_by_nobody(rp, token):
    assert rp.userinfo(token).headers["Cache-Control"] == "no-store"
