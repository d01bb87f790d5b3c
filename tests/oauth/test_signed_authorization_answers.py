"""Answers to authorization requests in the response modes of JARM: a code and an error alike are one signed JWT."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD
from tests.factories.clients import REDIRECT_URI, change_client
from tests.factories.relying_parties import ALGORITHMS, answer_of, create_relying_party, machine
from tests.factories.sign_in_pages import follow_local, follow_sign_in
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.only_on("sqlite")]
MODES = ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"]


def parameters_of(answer, mode):
    """What the browser brings to the application, in the place that the mode names."""
    if mode == "form_post.jwt":
        assert answer.status_code == 200
        form = forms_of(answer)[0]
        assert form.action == REDIRECT_URI
        return form.fields
    parts = urlsplit(answer.location)
    found, other = (parts.fragment, parts.query) if mode == "fragment.jwt" else (parts.query, parts.fragment)
    assert (answer.status_code, other) == (303, "")
    return dict(parse_qsl(found))


def read(rp, answer, mode="jwt", algorithm="RS256"):
    """The claims of an answer, which has nothing beside them."""
    parameters = parameters_of(answer, mode)
    assert list(parameters) == ["response"]
    return rp.read_signed_answer(parameters["response"], algorithm)


@pytest.mark.parametrize("mode", MODES)
def test_a_code_comes_signed(rp, session, mode):
    claims = read(rp, rp.authorize(response_mode=mode), mode)

    assert claims.keys() == {"code", "state", "iss", "aud", "exp"}
    assert (claims["state"], claims["iss"], claims["aud"]) == ("state-1", ISSUER, rp.client_id)
    assert rp.redeem(claims["code"]).status_code == 200


@pytest.mark.parametrize("asked", [{"prompt": "none"}, {"response_type": "token"}], ids=["decided", "malformed"])
@pytest.mark.parametrize("mode", MODES)
def test_an_error_comes_signed(rp, mode, asked):
    """That of a response type with a token never goes in the query."""
    sent_by = "fragment.jwt" if asked.get("response_type") == "token" and mode in {"jwt", "query.jwt"} else mode
    claims = read(rp, rp.authorize(response_mode=mode, **asked), sent_by)

    assert claims.keys() == {"error", "error_description", "state", "iss", "aud", "exp"}
    assert claims["error"] in {"login_required", "unsupported_response_type"}
    assert (claims["state"], claims["iss"], claims["aud"]) == ("state-1", ISSUER, rp.client_id)


def test_a_state_that_was_not_sent_is_not_answered(rp, session):
    assert "state" not in read(rp, rp.authorize(response_mode="jwt", state=None))


def test_it_holds_for_ten_minutes(rp, session):
    expires_at = read(rp, rp.authorize(response_mode="jwt"))["exp"]

    assert expires_at == int((current_time() + timedelta(minutes=10)).timestamp())


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_client_chooses_the_algorithm(database, client, session, algorithm):
    rp = create_relying_party(database, client, authorization_signed_response_alg=algorithm)

    assert "code" in read(rp, rp.authorize(response_mode="jwt"), algorithm=algorithm)


def test_it_comes_signed_after_a_sign_in(rp, client, person):
    asked = rp.authorize(response_mode="jwt")

    assert "code" in read(rp, follow_sign_in(client, asked, person.email, PASSWORD))


def test_a_refusal_in_the_middle_of_a_sign_in_comes_signed(database, rp, person):
    page = follow_local(rp.browser, rp.authorize(response_mode="jwt"))
    change_client(database, rp.registered, scope="profile")

    assert read(rp, rp.browser.get(page.request.full_path))["error"] == "invalid_scope"


@pytest.mark.parametrize("state", ["short", "s" * 8000], ids=["redirected", "kept"])
def test_a_request_that_another_site_posts_is_answered_signed(rp, session, state):
    posted = machine(rp.browser).post("/authorize", data=rp.request(response_mode="form_post.jwt", state=state))
    claims = read(rp, rp.browser.get(posted.location), "form_post.jwt")

    assert claims["state"] == state


def test_a_pushed_request_is_answered_signed(rp, session):
    assert "code" in read(rp, rp.open_pushed(rp.push_uri(response_mode="jwt")))


@pytest.mark.threat(12)
def test_a_client_that_takes_signed_answers_alone_gets_no_other(database, client, session):
    """Also where a request that was changed on its way asks for an answer without a signature."""
    rp = create_relying_party(database, client, response_modes=["jwt"])

    for mode in ("query", "form_post", "nonsense", None):
        assert read(rp, rp.authorize(response_mode=mode))["error"] == "invalid_request"
    assert "code" in read(rp, rp.authorize(response_mode="query.jwt"))


def test_it_has_not_the_type_of_an_id_token(rp, session):
    """RFC 8725 3.11."""
    response = answer_of(rp.authorize(response_mode="jwt"))["response"]
    header = json.loads(urlsafe_b64decode(response.partition(".")[0] + "=="))

    assert header.keys() == {"alg", "kid"}
