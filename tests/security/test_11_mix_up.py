"""Threat 11: an answer taken for another provider's (RFC 9207, RFC 9700 4.4): every one names its issuer."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.response_types import FRONT_CHANNEL, MEMBERS, create_front_channel_party
from tests.factories.sessions import sign_in

pytestmark = [pytest.mark.threat(11), pytest.mark.usefixtures("session")]
ANSWERS = {
    "success": ({}, "code"),
    "silent success": ({"prompt": "none"}, "code"),
    "no response_type": ({"response_type": None}, "invalid_request"),
    "other response_type": ({"response_type": "unheard-of"}, "unsupported_response_type"),
    "no scope": ({"scope": None}, "invalid_scope"),
    "unknown scope": ({"scope": "nonsense"}, "invalid_scope"),
    "no PKCE": ({"code_challenge": None}, "invalid_request"),
    "plain PKCE": ({"code_challenge_method": "plain"}, "invalid_request"),
    "bad prompt": ({"prompt": "none login"}, "invalid_request"),
    "must sign in": ({"prompt": "none", "max_age": "0"}, "login_required"),
    "somebody else": ({"prompt": "none", "claims": '{"id_token":{"sub":{"value":"acc_other"}}}'}, "login_required"),
    "bad max_age": ({"max_age": "soon"}, "invalid_request"),
    "bad claims": ({"claims": "{"}, "invalid_request"),
    "malformed request object": ({"request": "x.y.z"}, "invalid_request_object"),
    "unsigned request object": ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
    "request object by reference": ({"request_uri": "https://x.example/"}, "request_uri_not_supported"),
    "registration": ({"registration": "{}"}, "registration_not_supported"),
    "unreachable acr": (
        {"claims": '{"id_token":{"acr":{"essential":true,"value":"nobody-has-this"}}}'},
        "unmet_authentication_requirements",
    ),
}


@pytest.fixture
def issuer(client):
    return machine(client).get("/.well-known/openid-configuration").get_json()["issuer"]


@pytest.mark.parametrize("mode", [None, "query", "fragment", "form_post"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_names_the_issuer(rp, issuer, answer, mode):
    changes, expected = ANSWERS[answer]

    place, parameters = read_answer(rp.authorize(response_mode=mode, **changes))

    assert place == (mode or "query")
    assert parameters["iss"] == issuer
    assert parameters["state"] == "state-1"
    assert expected in {parameters.get("error"), *parameters}


@pytest.mark.parametrize("mode", [None, "form_post"])
@pytest.mark.parametrize("response_type", [*FRONT_CHANNEL, "none"])
def test_so_does_every_answer_of_the_other_types_where_the_type_says(database, client, issuer, response_type, mode):
    rp = create_front_channel_party(database, client)
    default = "query" if response_type == "none" else "fragment"
    for changes, expected in ANSWERS.values():
        if changes.keys() & {"response_type", "code_challenge"}:
            continue
        asked = {"response_type": response_type, "response_mode": mode} | changes
        place, parameters = read_answer(rp.authorize(**asked))

        assert (place, parameters["iss"], parameters["state"]) == (mode or default, issuer, "state-1")
        wanted = {expected} if expected != "code" else MEMBERS[response_type]
        assert wanted <= {parameters.get("error"), *parameters}


@pytest.mark.parametrize(
    ("response_type", "error"),
    [
        ("token", "unsupported_response_type"),
        *((each, "unauthorized_client") for each in ("id_token", "id_token token", "code id_token", "code token")),
    ],
)
def test_an_error_of_a_type_that_brings_tokens_is_never_in_the_query(rp, issuer, response_type, error):
    """Multiple Response Types 5: where the client listens is decided by what it asked for."""
    place, parameters = read_answer(rp.authorize(response_type=response_type, response_mode="query"))

    assert (place, parameters["iss"], parameters["error"]) == ("fragment", issuer, error)


def test_an_unusable_response_mode_is_answered_in_the_query_with_the_issuer(rp, issuer):
    for mode in ("nonsense", "web_message"):
        place, parameters = read_answer(rp.authorize(response_mode=mode))

        assert (place, parameters["iss"], parameters["error"]) == ("query", issuer, "invalid_request")


def test_also_where_nobody_is_signed_in(rp, issuer):
    rp.browser.delete_cookie("__Host-idp-session", domain="id.example.test")

    assert read_answer(rp.authorize(prompt="none"))[1] == {
        "error": "login_required",
        "error_description": "The person has to sign in.",
        "iss": issuer,
        "state": "state-1",
    }


def test_also_where_consent_is_missing(database, client, issuer):
    rp = create_relying_party(database, client, consent="explicit")

    _, parameters = read_answer(rp.authorize(prompt="none"))

    assert (parameters["error"], parameters["iss"]) == ("consent_required", issuer)


def test_the_request_cannot_set_it(rp, issuer):
    _, parameters = read_answer(rp.authorize(iss="https://evil.example", state="x&iss=https://evil.example"))

    assert parameters["iss"] == issuer
    assert parameters["state"] == "x&iss=https://evil.example"


def test_the_registered_query_cannot_either(database, client, issuer):
    """There would be two; the client then holds its own, and ours is the last."""
    uri = f"{REDIRECT_URI}?tenant=1"
    rp = create_relying_party(database, client, redirect_uris=[uri])

    pairs = parse_qsl(urlsplit(rp.authorize(redirect_uri=uri).headers["Location"]).query)

    assert [value for name, value in pairs if name == "iss"] == [issuer]
    assert [name for name, _ in pairs] == ["tenant", "code", "iss", "state"]


def test_the_id_token_and_the_access_token_name_the_same_one(rp, issuer):
    tokens = rp.obtain_tokens()

    assert rp.read_id_token(tokens["id_token"])["iss"] == issuer
    assert rp.introspect(tokens["access_token"])["iss"] == issuer


def test_discovery_promises_it(client, issuer, settings):
    for path in ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"):
        document = machine(client).get(path).get_json()
        assert document["issuer"] == issuer == settings.issuer
        assert document["authorization_response_iss_parameter_supported"] is True


def test_a_host_header_does_not_change_it(rp, issuer, make_app, database):
    app = make_app(server={"trusted_hosts": ["login.example.test"]})
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    response = browser.get(
        f"/authorize?{'&'.join(f'{name}={value}' for name, value in rp.request(prompt='none').items())}",
        base_url="https://login.example.test",
    )

    assert read_answer(response)[1]["iss"] == issuer


def test_a_client_that_was_switched_off_is_answered_on_a_page(rp, database):
    database.change(rp.registered.record, disabled_at=current_time())

    assert "Location" not in rp.authorize().headers


class _FormPost(HTMLParser):
    """The action and the hidden fields of a form_post page."""

    def __init__(self):
        super().__init__()
        self.action, self.pairs = None, []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form" and attributes.get("action", "").startswith("https://shop."):
            self.action = attributes["action"]
        elif tag == "input" and self.action:
            self.pairs.append((attributes["name"], attributes["value"]))


def read_answer(response):
    """The response mode that was used, and the parameters, each there once."""
    if response.status_code == 200:
        reader = _FormPost()
        reader.feed(response.text)
        mode, target, pairs = "form_post", reader.action, [pair for pair in reader.pairs if pair[0] != "csrf_token"]
    else:
        assert response.status_code == 303, response.text
        parts = urlsplit(response.headers["Location"])
        mode = "fragment" if parts.fragment else "query"
        assert not (parts.fragment and parts.query)
        target = parts._replace(query="", fragment="").geturl()
        pairs = parse_qsl(parts.fragment or parts.query)
    assert target == REDIRECT_URI
    assert len(dict(pairs)) == len(pairs)
    return mode, dict(pairs)
