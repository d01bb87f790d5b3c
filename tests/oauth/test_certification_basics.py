"""What the OpenID certification's Basic profile asks of a client, of one that a bare `idp clients create` makes."""

import json
import secrets
from base64 import urlsafe_b64decode

import pytest
from sqlalchemy import select

from idp.clients.models import ClientRecord
from tests.factories.clients import REDIRECT_URI, CreatedClient
from tests.factories.relying_parties import RelyingParty, answer_of, machine

pytestmark = pytest.mark.usefixtures("session")
WITHOUT_PKCE = {"code_challenge": None, "code_challenge_method": None}


@pytest.fixture
def rp(shell, database, client):
    created = shell.answer("clients", "create", "Certification", "--redirect-uri", REDIRECT_URI)
    registered = CreatedClient(database.one(select(ClientRecord)), created["client_secret"])
    return RelyingParty(registered, client, secrets.token_urlsafe(48))


def redeem(rp, code):
    return rp.redeem(code, code_verifier=None)


def obtain_tokens(rp, **changes):
    answer = redeem(rp, rp.obtain_code(**WITHOUT_PKCE | changes))
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_a_request_without_pkce_is_answered(rp, person):
    """oidcc-server."""
    tokens = obtain_tokens(rp)
    assert rp.read_id_token(tokens["id_token"])["sub"] == person.id
    assert rp.userinfo(tokens["access_token"]).get_json()["sub"] == person.id


def test_a_request_with_pkce_is_answered_and_its_verifier_checked(rp):
    """oidcc-ensure-request-with-valid-pkce-succeeds."""
    code = rp.obtain_code()
    assert rp.redeem(code, code_verifier="x" * 43).get_json()["error"] == "invalid_grant"
    assert rp.redeem(code).status_code == 200


def test_a_request_without_nonce_is_answered_by_an_id_token_without_one(rp):
    """oidcc-ensure-request-without-nonce-succeeds-for-code-flow."""
    tokens = obtain_tokens(rp, nonce=None)
    assert "nonce" not in rp.read_id_token(tokens["id_token"])


def test_the_nonce_comes_back(rp):
    assert rp.read_id_token(obtain_tokens(rp, nonce="n-1")["id_token"])["nonce"] == "n-1"


def test_a_code_that_is_used_again_is_refused_and_takes_its_tokens_back(rp):
    """oidcc-codereuse, oidcc-codereuse-30seconds."""
    code = rp.obtain_code(**WITHOUT_PKCE)
    tokens = redeem(rp, code).get_json()
    assert rp.userinfo(tokens["access_token"]).status_code == 200

    assert redeem(rp, code).get_json()["error"] == "invalid_grant"
    assert rp.userinfo(tokens["access_token"]).status_code == 401


def test_a_refresh_token_comes_and_works(rp):
    """oidcc-refresh-token: issuer, subject and audience stay (Core 12.2)."""
    tokens = obtain_tokens(rp)
    refreshed = rp.refresh(tokens["refresh_token"])

    assert refreshed.status_code == 200
    first, second = (rp.read_id_token(each["id_token"]) for each in (tokens, refreshed.get_json()))
    assert all(first[name] == second[name] for name in ("iss", "sub", "aud", "auth_time"))


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_secret_is_taken_either_way(rp, method):
    """oidcc-server-client-secret-post."""
    code = rp.obtain_code(**WITHOUT_PKCE)
    credentials = {"client_id": rp.client_id, "client_secret": rp.registered.secret}
    options = {"auth": None} if method == "client_secret_post" else {}
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    answer = rp.post("/token", form | (credentials if options else {}), **options)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("scope", ["openid profile", "openid email", "openid profile email"])
def test_the_claims_of_the_scopes_come_from_userinfo(rp, person, scope):
    """oidcc-scope-profile, oidcc-scope-email."""
    told = rp.userinfo(obtain_tokens(rp, scope=scope)["access_token"]).get_json()
    assert ("name" in told) is ("profile" in scope)
    assert (told.get("email") == person.email) is ("email" in scope)


def test_a_scope_that_is_not_registered_does_no_harm(rp):
    """oidcc-scope-address, oidcc-scope-phone, oidcc-scope-all."""
    assert obtain_tokens(rp, scope="openid address phone")["scope"] == "openid"


def test_the_id_token_is_signed_with_rs256(rp):
    """oidcc-idtoken-rs256."""
    header = obtain_tokens(rp)["id_token"].partition(".")[0]
    assert json.loads(urlsafe_b64decode(header + "=="))["alg"] == "RS256"


def test_prompt_none_with_a_session_and_without(rp, client):
    """oidcc-prompt-none-logged-in, oidcc-prompt-none-not-logged-in."""
    assert "code" in answer_of(rp.authorize(prompt="none", **WITHOUT_PKCE))
    rp.browser = machine(client)
    assert answer_of(rp.authorize(prompt="none", **WITHOUT_PKCE))["error"] == "login_required"


def test_max_age_brings_the_time_of_the_sign_in(rp):
    """oidcc-max-age-10000."""
    assert "auth_time" in rp.read_id_token(obtain_tokens(rp, max_age="10000")["id_token"])


def test_claims_are_taken_into_the_id_token_and_userinfo(rp, person):
    """oidcc-claims-essential."""
    tokens = obtain_tokens(rp, claims='{"userinfo": {"name": {"essential": true}}}')
    assert rp.userinfo(tokens["access_token"]).get_json()["name"] == person.name
