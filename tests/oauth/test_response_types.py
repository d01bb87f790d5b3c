"""What a client asks for by its response type: which clients may, what comes, and where.

Named after the OpenID certification's tests of the Implicit, Hybrid and Form Post profiles where these have a
counterpart.
"""

from urllib.parse import parse_qsl, urlsplit

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.responses import query_location
from tests.factories.accounts import PASSWORD
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.response_types import FRONT_CHANNEL, MEMBERS, WITH_ACCESS_TOKEN, create_front_channel_party
from tests.factories.sign_in_pages import follow_sign_in
from tests.provisioning.pages import forms_of

# What is stored is tested in test_front_channel.
pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.only_on("sqlite")]


@pytest.fixture
def rp(database, client):
    return create_front_channel_party(database, client, id_token_claims=False)


def read(answer):
    """Where an answer came, and its parameters."""
    if answer.status_code == 200:
        [form] = [each for each in forms_of(answer) if each.action == REDIRECT_URI]
        return "form_post", form.fields
    parts = urlsplit(answer.location)
    assert not (parts.fragment and parts.query)
    return ("fragment" if parts.fragment else "query"), dict(parse_qsl(parts.fragment or parts.query))


# What comes, and where ----------------------------------------------------------------------------------------


def test_each_type_brings_what_it_names(rp, session):
    """oidcc-server."""
    for response_type in MEMBERS:
        place, parameters = read(rp.authorize(response_type=response_type))

        assert place == ("query" if response_type in {"code", "none"} else "fragment")
        assert parameters.keys() == {*MEMBERS[response_type], "state", "iss"}
        assert parameters["state"] == "state-1"
        if "token_type" in parameters:
            assert (parameters["token_type"], parameters["expires_in"]) == ("Bearer", "600")


def test_the_order_of_the_words_has_no_meaning(rp, session):
    for response_type in ("token id_token code", "id_token code", "token id_token"):
        words = set(response_type.split())
        [expected] = [members for each, members in MEMBERS.items() if set(each.split()) == words]
        assert answer_of(rp.authorize(response_type=response_type)).keys() == {*expected, "state", "iss"}


@pytest.mark.parametrize(
    ("redirect_uri", "location"),
    [
        ("https://a.example/X", "https://a.example/X?code=c+1"),
        ("https://a.example/?", "https://a.example/?code=c+1"),
        ("https://a.example/?b=c", "https://a.example/?b=c&code=c+1"),
    ],
)
def test_the_query_of_a_redirect_uri_stays_and_begins_once(redirect_uri, location):
    """RFC 6749 3.1.2."""
    assert query_location(redirect_uri, {"code": "c 1"}) == location


def test_the_page_with_a_form_is_of_the_portal_and_names_the_client(database, client):
    rp = create_relying_party(database, client, portal="forum", client_name="Board")
    for asked in ({"prompt": "none"}, {"scope": "nonsense"}):
        assert "You are being taken to Board." in rp.authorize(response_mode="form_post", **asked).text


def test_a_form_brings_the_same(rp, session):
    """oidcc-server of the Form Post profile."""
    for response_type in MEMBERS:
        place, parameters = read(rp.authorize(response_type=response_type, response_mode="form_post"))

        assert (place, parameters.keys()) == ("form_post", {*MEMBERS[response_type], "state", "iss"})


def test_a_signed_answer_brings_the_same(rp, session):
    """JARM 2.3.4: `jwt` is the default place, signed."""
    for response_type in MEMBERS:
        place, parameters = read(rp.authorize(response_type=response_type, response_mode="jwt"))

        assert place == ("query" if response_type in {"code", "none"} else "fragment")
        claims = rp.read_signed_answer(parameters["response"], "RS256")
        assert claims.keys() == {*MEMBERS[response_type], "state", "iss", "aud", "exp"}


@pytest.mark.threat(12)
@pytest.mark.parametrize("mode", ["query", "query.jwt"])
def test_the_query_is_refused(rp, session, mode):
    for response_type in FRONT_CHANNEL:
        place, parameters = read(rp.authorize(response_type=response_type, response_mode=mode))

        assert place == "fragment"
        if mode == "query.jwt":
            parameters = rp.read_signed_answer(parameters["response"], "RS256")
        assert (parameters["error"], parameters["state"]) == ("invalid_request", "state-1")


def test_an_error_comes_in_the_fragment(rp, session):
    """oidcc-prompt-none-not-logged-in, and what is wrong with the request itself."""
    rp.browser.delete_cookie("__Host-idp-session", domain="id.example.test")
    for response_type in FRONT_CHANNEL:
        for changes, error in (({"prompt": "none"}, "login_required"), ({"max_age": "soon"}, "invalid_request")):
            place, parameters = read(rp.authorize(response_type=response_type, **changes))

            assert (place, parameters["error"], parameters["state"]) == ("fragment", error, "state-1")
            assert "iss" in parameters


@pytest.mark.parametrize("response_type", ["id_token token", "code id_token", "none"])
def test_it_comes_after_a_sign_in(rp, client, person, response_type):
    asked = rp.authorize(response_type=response_type)
    answer = follow_sign_in(client, asked, person.email, PASSWORD)

    assert answer_of(answer).keys() == {*MEMBERS[response_type], "state", "iss"}


def test_a_pushed_request_is_answered(rp, session):
    answer = rp.open_pushed(rp.push_uri(response_type="code id_token"))

    assert answer_of(answer).keys() == {"code", "id_token", "state", "iss"}


# What is asked of a request ---------------------------------------------------------------------------------------


def test_a_nonce_is_needed_where_an_id_token_comes(rp, session):
    """oidcc-ensure-request-without-nonce-fails (Core 3.2.2.1, 3.3.2.11)."""
    for response_type in MEMBERS:
        parameters = read(rp.authorize(response_type=response_type, nonce=None))[1]

        if "id_token" in response_type:
            assert parameters["error"] == "invalid_request"
        else:
            assert parameters.keys() == {*MEMBERS[response_type], "state", "iss"}


@pytest.mark.threat(12)
def test_a_client_that_is_not_registered_for_it_is_refused(database, client, session):
    """A bare registration is for code alone; a response type without its grant is none."""
    bare = create_relying_party(database, client)
    halves = create_front_channel_party(database, client, grant_types=["refresh_token"])
    for rp, response_type in [(bare, "none"), *((rp, each) for rp in (bare, halves) for each in FRONT_CHANNEL)]:
        assert answer_of(rp.authorize(response_type=response_type))["error"] == "unauthorized_client"
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize("bound", ["dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens"])
def test_no_client_whose_tokens_are_bound_gets_one_that_is_not(database, client, session, bound):
    rp = create_front_channel_party(database, client, **{bound: True})
    for response_type in FRONT_CHANNEL:
        parameters = answer_of(rp.authorize(response_type=response_type))

        assert ("error" in parameters) == (response_type in WITH_ACCESS_TOKEN)
        assert "access_token" not in parameters


def test_pkce_is_needed_where_a_code_comes(database, client, session):
    rp = create_front_channel_party(database, client, token_endpoint_auth_method="none", pkce="required")
    for response_type in MEMBERS:
        parameters = answer_of(
            rp.authorize(response_type=response_type, code_challenge=None, code_challenge_method=None)
        )

        assert (parameters.get("error") == "invalid_request") == ("code" in response_type)
