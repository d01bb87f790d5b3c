"""Threat 18: a token of one kind used as another (RFC 8725 3.11, RFC 9068 4)."""

from datetime import timedelta

import pytest

from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import issue_link
from idp.infrastructure.one_time_links.page import link_pages
from idp.oauth.provider_keys import current_keyring
from tests.factories.relying_parties import answer_of, machine
from tests.security.answers import json_error_of
from tests.security.forging import header_of, payload_of, sign_es256

pytestmark = [pytest.mark.threat(18), pytest.mark.usefixtures("session")]


@pytest.fixture
def tokens(rp):
    return rp.obtain_tokens(scope="openid profile")


@pytest.fixture
def own_key(app):
    """The very key that signs access tokens: what is refused below is refused for what the token says."""
    with app.app_context():
        return current_keyring().access_token_key


def is_refused(rp, token):
    answer = rp.userinfo(token)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert rp.introspect(token) == {"active": False}
    return True


def test_an_id_token_opens_nothing(rp, tokens):
    assert is_refused(rp, tokens["id_token"])


def test_a_refresh_token_opens_nothing(rp, tokens):
    assert rp.userinfo(tokens["refresh_token"]).status_code == 401


def test_a_code_opens_nothing(rp):
    assert is_refused(rp, rp.obtain_code())


def test_a_session_cookie_opens_nothing(rp, tokens):
    cookie = rp.browser.get_cookie("__Host-idp-session", domain="id.example.test")

    assert is_refused(rp, cookie.value)


def test_a_mailed_link_opens_nothing(rp, person, app):
    with app.app_context(), transaction() as session:
        links = [issue_link(session, page.purpose, person.id, timedelta(hours=1)) for page in link_pages(app)]

    assert links and all(is_refused(rp, link.token) for link in links)


def test_a_client_secret_opens_nothing(rp):
    assert is_refused(rp, rp.registered.secret)


@pytest.mark.parametrize(
    "typ",
    [None, "", "JWT", "jwt", "logout+jwt", "secevent+jwt", "AT+JWT", "application/at+jwt", "at+jwt ", ["at+jwt"], 1],
)
def test_a_token_of_ours_of_another_type_opens_nothing(rp, tokens, own_key, typ):
    """Signed with the right key, for the right person: only its type is another."""
    header = {"alg": "ES256", "kid": own_key.kid, "typ": typ}
    if typ is None:
        del header["typ"]

    assert is_refused(rp, sign_es256(header, payload_of(tokens["access_token"]), own_key.key))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": "https://id.example.test/"},
        {"iss": None},
        {"aud": "https://api.example"},
        {"aud": ["https://api.example", "https://id.example.test"]},
        {"aud": None},
        {"exp": 0},
        {"exp": -1},
        {"exp": None},
        {"exp": "4102444800"},
        {"exp": 1e400},
        {"exp": True},
        {"exp": 10**30},
        {"jti": None},
        {"jti": "fam_unknown.1"},
        {"jti": 1},
        {"jti": ""},
        {"sub": None},
        {"scope": ["openid"]},
        {"client_id": None},
    ],
    ids=str,
)
def test_a_token_of_ours_that_says_something_else_opens_nothing(rp, tokens, own_key, changes):
    payload = {
        name: value for name, value in (payload_of(tokens["access_token"]) | changes).items() if value is not None
    }

    assert is_refused(rp, sign_es256(header_of(tokens["access_token"]), payload, own_key.key))


def test_a_token_of_ours_without_a_scope_opens_nothing(rp, tokens, own_key):
    """A client that acts for itself gets such tokens."""
    payload = {name: value for name, value in payload_of(tokens["access_token"]).items() if name != "scope"}
    token = sign_es256(header_of(tokens["access_token"]), payload, own_key.key)

    assert rp.userinfo(token).get_json()["error"] == "insufficient_scope"


@pytest.mark.parametrize("payload", [[], "x", 1, None, {}])
def test_a_token_of_ours_that_says_nothing_opens_nothing(rp, tokens, own_key, payload):
    assert is_refused(rp, sign_es256(header_of(tokens["access_token"]), payload, own_key.key))


def test_the_signing_by_hand_is_right(rp, tokens, own_key):
    """Otherwise everything above would be refused for its signature."""
    token = sign_es256(header_of(tokens["access_token"]), payload_of(tokens["access_token"]), own_key.key)

    assert rp.userinfo(token).status_code == 200
    assert rp.introspect(token)["active"] is True


def test_an_access_token_is_no_hint_and_no_session(rp, tokens):
    """It comes to resource servers, who must not be able to sign people out with it."""
    page = rp.browser.get(
        f"/logout?id_token_hint={tokens['access_token']}&post_logout_redirect_uri=https://shop.example.test/"
    )
    rp.browser.set_cookie("__Host-idp-session", tokens["access_token"], domain="id.example.test", secure=True)

    assert (page.status_code, page.headers.get("Location")) == (200, None)
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_no_token_is_a_code(rp, tokens):
    for kind in ("access_token", "id_token", "refresh_token"):
        assert json_error_of(rp.redeem(tokens[kind])) == (400, "invalid_grant")


def test_no_token_is_a_client_secret(rp, tokens):
    for kind in ("access_token", "id_token", "refresh_token"):
        answer = machine(rp.browser).post("/introspect", data={"token": "x"}, auth=(rp.client_id, tokens[kind]))
        assert json_error_of(answer) == (401, "invalid_client")


def test_bearer_is_no_way_to_authenticate_a_client(rp, tokens):
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = machine(rp.browser).post("/introspect", data={"token": tokens["access_token"]}, headers=headers)

    assert json_error_of(answer) == (401, "invalid_client")
