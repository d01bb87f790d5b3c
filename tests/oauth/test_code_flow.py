"""The authorization code flow with a person who is signed in already."""

from datetime import timedelta

import pytest

from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.usefixtures("session")


def test_the_answer_carries_code_state_and_issuer(rp, settings):
    answer = answer_of(rp.authorize())

    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("state-1", settings.issuer)


def test_a_code_is_traded_for_tokens(rp, person):
    tokens = rp.obtain_tokens(scope="openid profile")

    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "openid profile"
    assert rp.userinfo(tokens["access_token"]).get_json()["sub"] == person.id


def test_the_id_token_says_who_signed_in_when_and_how(rp, person, session, settings, clock):
    claims = rp.read_id_token(rp.obtain_tokens()["id_token"])

    assert claims["iss"] == settings.issuer
    assert claims["sub"] == person.id
    assert claims["aud"] == claims["azp"] == rp.client_id
    assert claims["nonce"] == "nonce-1"
    assert claims["sid"] == session.id
    assert claims["auth_time"] == int(session.authenticated_at.timestamp())
    assert claims["amr"] == ["pwd"]
    assert claims["exp"] > claims["iat"]


@pytest.mark.parametrize("come_by", ["code", "refresh token"])
def test_the_id_token_says_by_default_who_the_person_is(rp, person, come_by):
    """Relying parties that never ask userinfo show name and address, after a refresh as well. Trial row P2."""
    tokens = rp.obtain_tokens(scope="openid profile email")
    if come_by == "refresh token":
        tokens = rp.refresh(tokens["refresh_token"]).get_json()
    claims = rp.read_id_token(tokens["id_token"])

    assert (claims["given_name"], claims["email"]) == (person.given_name, person.email)
    assert claims.items() >= rp.userinfo(tokens["access_token"]).get_json().items()


def test_the_id_token_holds_no_claims_of_scopes_that_were_not_asked_for(rp):
    claims = rp.read_id_token(rp.obtain_tokens(scope="openid email")["id_token"])

    assert "email" in claims
    assert not {"name", "given_name"} & set(claims)


def test_the_id_token_of_a_client_without_the_switch_holds_no_profile(database, client):
    """What certification expects beside an access token (Core 5.4). Trial row P2."""
    rp = create_relying_party(database, client, id_token_claims=False)
    claims = rp.read_id_token(rp.obtain_tokens(scope="openid profile email")["id_token"])

    assert not {"name", "email", "given_name"} & set(claims)


def test_the_claims_parameter_puts_a_claim_into_the_id_token(database, client, person):
    rp = create_relying_party(database, client, id_token_claims=False)
    tokens = rp.obtain_tokens(scope="openid email", claims='{"id_token": {"email": {"essential": true}}}')

    assert rp.read_id_token(tokens["id_token"])["email"] == person.email


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"])
def test_the_id_token_is_signed_as_the_client_registered(database, client, algorithm):
    rp = create_relying_party(database, client, id_token_signed_response_alg=algorithm)

    assert rp.read_id_token(rp.obtain_tokens()["id_token"])["aud"] == rp.client_id


def test_plain_oauth_without_openid_brings_no_id_token(rp):
    tokens = rp.obtain_tokens(scope="profile", nonce=None)

    assert "id_token" not in tokens


def test_a_client_without_the_refresh_grant_gets_no_refresh_token(database, client):
    rp = create_relying_party(database, client, grant_types=["authorization_code"])

    assert "refresh_token" not in rp.obtain_tokens()


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_a_client_authenticates_as_it_registered(database, client, method):
    rp = create_relying_party(database, client, token_endpoint_auth_method=method)

    assert rp.obtain_tokens()["access_token"]


def test_a_client_registered_for_the_header_may_use_the_form(rp):
    code = rp.obtain_code()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://shop.example.test/callback",
        "code_verifier": rp.verifier,
        "client_id": rp.client_id,
        "client_secret": rp.registered.secret,
    }

    assert machine(rp.browser).post("/token", data=form).status_code == 200


def test_a_client_that_is_exempt_may_leave_pkce_out(database, client):
    rp = create_relying_party(database, client, pkce="off")
    code = rp.obtain_code(code_challenge=None, code_challenge_method=None)

    assert rp.redeem(code, code_verifier=None).status_code == 200


def test_a_code_lives_for_a_minute(rp, clock):
    code = rp.obtain_code()
    clock.shift(timedelta(seconds=61))

    answer = rp.redeem(code)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_grant")


def test_the_fragment_carries_the_answer_when_asked(rp):
    response = rp.authorize(response_mode="fragment")

    assert "#code=" in response.headers["Location"]
    assert "?" not in response.headers["Location"]


def test_form_post_is_a_page_that_posts_to_the_client(rp, settings):
    page = rp.authorize(response_mode="form_post", state='"><script>alert(1)</script>')

    assert page.status_code == 200
    assert 'action="https://shop.example.test/callback"' in page.text
    assert "<script>alert" not in page.text
    assert "form-action" not in page.headers["Content-Security-Policy"]


def test_a_nonce_may_be_as_long_as_any_parameter(rp):
    nonce = "n" * 8000

    assert rp.read_id_token(rp.obtain_tokens(nonce=nonce)["id_token"])["nonce"] == nonce


def test_a_query_of_the_redirect_uri_stays(database, client):
    uri = "https://shop.example.test/callback?tenant=7"
    rp = create_relying_party(database, client, redirect_uris=[uri])

    location = rp.authorize(redirect_uri=uri).headers["Location"]

    assert location.startswith(f"{uri}&code=")


def test_errors_go_back_to_the_client_with_state_and_issuer(rp, settings):
    answer = answer_of(rp.authorize(response_type="token"))

    assert answer["error"] == "unsupported_response_type"
    assert (answer["state"], answer["iss"]) == ("state-1", settings.issuer)


def test_a_post_to_authorize_with_cookies_is_answered_at_once(rp):
    response = rp.browser.post("/authorize", data=rp.request(), headers={"Origin": "https://shop.example.test"})

    assert "code" in answer_of(response)


def test_a_post_from_another_site_is_asked_again_as_get(rp):
    response = machine(rp.browser).post("/authorize", data=rp.request())

    assert response.status_code == 303
    assert "code" in answer_of(rp.browser.get(response.headers["Location"]))


def test_a_disabled_account_gets_no_tokens_for_its_code(rp, person, database):
    code = rp.obtain_code()
    database.change(person, disabled_at=person.created_at)

    assert rp.redeem(code).get_json()["error"] == "invalid_grant"


def test_two_people_have_two_subjects(rp, database):
    other = create_account(database)
    first = rp.read_id_token(rp.obtain_tokens()["id_token"])["sub"]
    sign_in(rp.browser, database, other)

    assert rp.read_id_token(rp.obtain_tokens()["id_token"])["sub"] == other.id != first
