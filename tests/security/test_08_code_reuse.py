"""Threat 8: a code redeemed twice (RFC 6749 4.1.2, 10.5): refused, and everything it issued ends.

But only for the client itself and with the proof of PKCE: otherwise whoever sees a used code could sign people out.
"""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.relying_parties import create_relying_party, machine
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(8), pytest.mark.usefixtures("session")]


@pytest.fixture
def code(rp):
    return rp.obtain_code()


@pytest.fixture
def tokens(rp, code):
    return rp.redeem(code).get_json()


def still_live(rp, tokens):
    """Which of the tokens still work; using the refresh token is left out, for it would change it."""
    return {
        "userinfo": rp.userinfo(tokens["access_token"]).status_code == 200,
        "access_token": rp.introspect(tokens["access_token"])["active"],
        "refresh_token": rp.introspect(tokens["refresh_token"])["active"],
    }


ALL_LIVE = {"userinfo": True, "access_token": True, "refresh_token": True}
ALL_DEAD = dict.fromkeys(ALL_LIVE, False)


@pytest.mark.parametrize("auth_method", ["client_secret_basic", "none"])
def test_reuse_ends_what_was_issued(database, client, auth_method):
    rp = create_relying_party(database, client, token_endpoint_auth_method=auth_method)
    code = rp.obtain_code()
    tokens = rp.redeem(code).get_json()
    assert rp.userinfo(tokens["access_token"]).status_code == 200

    assert json_error_of(rp.redeem(code)) == (400, "invalid_grant")
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert json_error_of(rp.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_reuse_ends_what_was_refreshed_since(rp, code, tokens):
    newest = rp.refresh(tokens["refresh_token"]).get_json()
    assert still_live(rp, newest) == ALL_LIVE

    rp.redeem(code)

    assert still_live(rp, newest) == ALL_DEAD


def test_reuse_long_after_is_reuse_still(rp, clock):
    """The code's own lifetime is over; its authorization is not."""
    code = rp.obtain_code()
    tokens = rp.redeem(code).get_json()
    clock.shift(3600)

    assert json_error_of(rp.redeem(code)) == (400, "invalid_grant")
    assert rp.refresh(tokens["refresh_token"]).status_code == 400


def test_reuse_is_written_down_once(rp, code, tokens, database):
    for _ in range(3):
        rp.redeem(code)

    actions = [event.action for event in database.rows(select(AuditEvent))]
    assert actions.count("authorization_code.replayed") == 1


def test_only_this_authorization_ends(rp, code, tokens):
    other = rp.obtain_tokens()
    rp.redeem(code)

    assert still_live(rp, other) == ALL_LIVE


def test_another_client_cannot_end_it(rp, code, tokens, database, client):
    other = create_relying_party(database, client)

    assert json_error_of(other.redeem(code, code_verifier=rp.verifier)) == (400, "invalid_grant")
    assert still_live(rp, tokens) == ALL_LIVE


@pytest.mark.parametrize("secret", [None, "", "wrong"])
def test_nor_can_somebody_without_the_clients_secret(rp, code, tokens, secret):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://shop.example.test/callback",
        "code_verifier": rp.verifier,
        "client_id": rp.client_id,
    }
    answer = machine(rp.browser).post("/token", data=form if secret is None else form | {"client_secret": secret})

    assert json_error_of(answer) == (401, "invalid_client")
    assert still_live(rp, tokens) == ALL_LIVE


@pytest.mark.parametrize("verifier", [None, "x" * 43, "malformed"])
@pytest.mark.parametrize("auth_method", ["client_secret_basic", "none"])
def test_nor_can_somebody_without_the_verifier(database, client, auth_method, verifier):
    rp = create_relying_party(database, client, token_endpoint_auth_method=auth_method)
    code = rp.obtain_code()
    tokens = rp.redeem(code).get_json()

    assert rp.redeem(code, code_verifier=verifier).status_code == 400
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_nor_can_somebody_who_names_another_address(rp, code, tokens):
    assert json_error_of(rp.redeem(code, redirect_uri="https://shop.example.test/other")) == (400, "invalid_grant")
    assert still_live(rp, tokens) == ALL_LIVE


def test_a_used_code_is_kept_as_long_as_its_authorization(rp, code, tokens, database):
    """Otherwise its reuse would look like a guess."""
    authorization = database.one(select(AuthorizationRecord))

    assert authorization.code_hash is not None
    assert authorization.expires_at >= authorization.refresh_expires_at
