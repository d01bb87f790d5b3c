"""Threat 4: one parameter twice, so that two readers of a request see two requests (RFC 6749 3.1, 3.2)."""

from urllib.parse import urlencode

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import AUTHORIZATION_PARAMETERS, answer_of, machine
from tests.security.answers import assert_refused_on_a_page, json_error_of

pytestmark = [pytest.mark.threat(4), pytest.mark.usefixtures("session")]
FOREIGN_PAGE = {"Origin": "https://shop.example.test", "Sec-Fetch-Site": "cross-site"}
# RFC 8707 lets a resource be named more than once.
AUTHORIZATION = (*(name for name in AUTHORIZATION_PARAMETERS if name != "resource"), "nobody_knows_this")


def pairs_with(parameters, name, second):
    """The parameters with ``name`` twice: as it is (or empty), and ``second``."""
    first = [(name, "x")] if name not in parameters else []
    return [*parameters.items(), *first, (name, second)]


@pytest.mark.parametrize("name", AUTHORIZATION)
def test_a_repeated_parameter_refuses_an_authorization_request(rp, database, name):
    equal = rp.request().get(name, "x")
    for second in (equal, "other", ""):
        pairs = pairs_with(rp.request(), name, second)
        for order in (pairs, pairs[::-1]):
            assert_refused_on_a_page(rp.browser.get(f"/authorize?{urlencode(order)}"), "invalid_request")
            posted = rp.browser.post(
                "/authorize",
                data=urlencode(order),
                content_type="application/x-www-form-urlencoded",
                headers=FOREIGN_PAGE,
            )
            assert_refused_on_a_page(posted, "invalid_request")
    assert database.count(AuthorizationRecord) == 0


def test_the_query_of_a_post_does_not_mix_with_its_body(rp):
    """Only the body counts, whatever the address says."""
    response = rp.browser.post(
        f"/authorize?{urlencode({'client_id': 'other', 'state': 'other', 'redirect_uri': 'https://evil.example/'})}",
        data=rp.request(),
        headers=FOREIGN_PAGE,
    )

    assert response.headers["Location"].startswith(f"{REDIRECT_URI}?")
    assert answer_of(response)["state"] == "state-1"


@pytest.mark.parametrize(
    "name", ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "scope", "nobody_knows_this"]
)
def test_a_repeated_parameter_refuses_a_token_request_and_leaves_the_code_alone(rp, name):
    code = rp.obtain_code()
    form = token_form(rp, code)
    for second in (form.get(name, "x"), "other", ""):
        answer = post_pairs(rp, "/token", pairs_with(form, name, second))
        assert json_error_of(answer) == (400, "invalid_request")

    assert rp.redeem(code).status_code == 200


@pytest.mark.parametrize("name", ["grant_type", "refresh_token", "scope"])
def test_a_repeated_parameter_refuses_a_refresh_and_costs_nothing(rp, name):
    token = rp.obtain_tokens()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}

    assert json_error_of(post_pairs(rp, "/token", pairs_with(form, name, "openid"))) == (400, "invalid_request")
    assert rp.refresh(token).status_code == 200


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_repeated_credentials_are_refused(rp, name):
    credentials = {"client_id": rp.client_id, "client_secret": rp.registered.secret}
    form = token_form(rp, rp.obtain_code()) | credentials
    for second in (form[name], "wrong"):
        answer = machine(rp.browser).post(
            "/token", data=urlencode(pairs_with(form, name, second)), content_type="application/x-www-form-urlencoded"
        )
        assert json_error_of(answer) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/introspect", "/revoke"])
@pytest.mark.parametrize("name", ["token", "token_type_hint"])
def test_a_repeated_parameter_refuses_a_request_about_a_token(rp, path, name):
    tokens = rp.obtain_tokens()
    pairs = pairs_with({"token": tokens["access_token"]}, name, "other")

    assert json_error_of(post_pairs(rp, path, pairs)) == (400, "invalid_request")
    assert rp.userinfo(tokens["access_token"]).status_code == 200


@pytest.mark.parametrize("name", ["id_token_hint", "post_logout_redirect_uri", "client_id", "state"])
def test_a_repeated_parameter_refuses_a_logout(rp, name):
    form = {
        "id_token_hint": rp.obtain_tokens()["id_token"],
        "post_logout_redirect_uri": "https://shop.example.test/",
        "client_id": rp.client_id,
        "state": "x",
    }
    for second in (form[name], "other"):
        assert_refused_on_a_page(
            rp.browser.get(f"/logout?{urlencode(pairs_with(form, name, second))}"), "invalid_request"
        )
    assert "code" in answer_of(rp.authorize(prompt="none"))


def test_nothing_of_a_token_request_may_come_in_the_address(rp):
    """A secret or a code in an address ends up in logs (RFC 6749 2.3.1)."""
    code = rp.obtain_code()
    form = token_form(rp, code)
    for name in ("grant_type", "code", "redirect_uri", "code_verifier"):
        rest = {key: value for key, value in form.items() if key != name}
        answer = rp.post(f"/token?{urlencode({name: form[name]})}", rest)
        assert answer.status_code == 400
    secret = urlencode({"client_id": rp.client_id, "client_secret": rp.registered.secret})
    assert machine(rp.browser).post(f"/token?{secret}", data=form).status_code == 401

    assert rp.redeem(code).status_code == 200


def test_a_resource_may_be_named_more_than_once(rp):
    """RFC 8707 2: the one parameter that may."""
    issuer = rp.browser.application.settings.issuer
    pairs = [*rp.request().items(), ("resource", issuer), ("resource", f"{issuer}/")]

    assert "code" in answer_of(rp.browser.get(f"/authorize?{urlencode(pairs)}"))


def token_form(rp, code):
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": rp.verifier,
    }


def post_pairs(rp, path, pairs):
    return machine(rp.browser).post(
        path, data=urlencode(pairs), content_type="application/x-www-form-urlencoded", auth=rp.registered.basic
    )
