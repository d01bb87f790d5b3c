import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol import errors
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR
from idp.protocol.authorization_request import (
    AuthorizationRequest,
    identify,
    parse_authorization_request,
    recheck,
    response_channel,
)
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import parse_parameters
from idp.protocol.stored_request import from_json, to_json
from idp.protocol.supported import Supported

from .factories import CLIENT, HYBRID, HYBRID_CLIENT, REDIRECT_URI, SUPPORTED, parameters, request
from .test_redirect_uris import LOOKALIKES

Changes = dict[str, Any]
PUBLIC = replace(CLIENT, token_endpoint_auth_method="none", pkce="off")
LENIENT = replace(CLIENT, pkce="off")
HELD = replace(CLIENT, pkce="required")


def find_client(client_id: str) -> Client | None:
    return CLIENT if client_id == "portal" else None


# Errors that are shown ----------------------------------------------------------------------------------


def test_client_and_redirect_uri_are_identified() -> None:
    assert identify(parameters(), find_client) == (CLIENT, REDIRECT_URI)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"client_id": None}, errors.InvalidRequest, id="no client"),
        pytest.param({"client_id": "other"}, errors.InvalidClient, id="unknown client"),
        pytest.param({"redirect_uri": None}, errors.InvalidRequest, id="no redirect URI although one is registered"),
    ],
)
def test_an_unverified_request_is_not_identified(changes: Changes, error: type[OAuthError]) -> None:
    with pytest.raises(error):
        identify(parameters(**changes), find_client)


@pytest.mark.threat(17)
def test_a_disabled_client_is_not_identified() -> None:
    with pytest.raises(errors.UnauthorizedClient):
        identify(parameters(), lambda _: replace(CLIENT, enabled=False))


@pytest.mark.threat(1)
@pytest.mark.threat(2)
@pytest.mark.parametrize("uri", LOOKALIKES)
@pytest.mark.parametrize("response_type", ["code", "nonsense", None])
def test_a_lookalike_is_not_identified_whatever_else_is_wrong(uri: str, response_type: str | None) -> None:
    with pytest.raises(errors.InvalidRequest):
        identify(parameters(redirect_uri=uri, response_type=response_type), find_client)


def test_the_log_shows_the_received_and_the_registered_address() -> None:
    with pytest.raises(errors.InvalidRequest) as raised:
        identify(parameters(redirect_uri="https://evil.example/"), find_client)
    assert "https://evil.example/" in raised.value.detail
    assert REDIRECT_URI in raised.value.detail
    assert REDIRECT_URI not in raised.value.description


# Errors that are redirected -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request": "e30.e30."}, errors.RequestNotSupported),
        ({"request_uri": "https://evil.example/r"}, errors.RequestUriNotSupported),
        ({"registration": "{}"}, errors.RegistrationNotSupported),
        ({"response_type": None}, errors.InvalidRequest),
        ({"response_type": "nonsense"}, errors.UnsupportedResponseType),
        ({"response_type": "id_token"}, errors.UnsupportedResponseType),
        ({"response_type": "code nonsense"}, errors.UnsupportedResponseType),
        ({"response_mode": "nonsense"}, errors.InvalidRequest),
        ({"scope": None}, errors.InvalidScope),
        ({"scope": "nonsense"}, errors.InvalidScope),
        ({"scope": "phone"}, errors.InvalidScope),
        ({"scope": "offline_access", "response_type": "code"}, None),
        ({"scope": "profile", "nonce": "n"}, errors.InvalidRequest),
        ({"scope": "profile", "claims": "{}"}, errors.InvalidRequest),
        ({"scope": "profile", "id_token_hint": "x"}, errors.InvalidRequest),
        ({"scope": "profile"}, None),
        ({"code_challenge_method": "plain"}, errors.InvalidRequest),
        ({"code_challenge_method": "s256"}, errors.InvalidRequest),
        ({"code_challenge_method": None}, errors.InvalidRequest),
        ({"code_challenge": None}, errors.InvalidRequest),
        ({"code_challenge": "short"}, errors.InvalidRequest),
        ({"code_challenge": "a" * 44}, errors.InvalidRequest),
        ({"code_challenge": "a" * 42 + "="}, errors.InvalidRequest),
        ({"prompt": "nonsense"}, errors.InvalidRequest),
        ({"prompt": "login nonsense"}, errors.InvalidRequest),
        ({"prompt": "none login"}, errors.InvalidRequest),
        ({"prompt": "login consent select_account create"}, None),
        ({"prompt": "none"}, None),
        ({"max_age": "-1"}, errors.InvalidRequest),
        ({"max_age": "1.5"}, errors.InvalidRequest),
        ({"max_age": "1e3"}, errors.InvalidRequest),
        ({"max_age": "+1"}, errors.InvalidRequest),
        ({"max_age": "\u0663"}, errors.InvalidRequest),
        ({"max_age": "9" * 5000}, errors.InvalidRequest),
        ({"max_age": "9" * 18}, None),
        ({"max_age": "0"}, None),
        ({"claims": "{"}, errors.InvalidRequest),
        ({"claims": "[]"}, errors.InvalidRequest),
        ({"resource": "relative"}, errors.InvalidTarget),
        ({"resource": "https://api.example/#x"}, errors.InvalidTarget),
        ({"resource": "https://["}, errors.InvalidTarget),
        ({"resource": "https://api.example"}, None),
        ({"display": "hologram", "ui_locales": "xx-!! de", "claims_locales": "?", "unknown": "x"}, None),
        ({"acr_values": "no:such:acr", "login_hint": "ada@example.org"}, None),
        ({"state": "s" * 1024}, None),
    ],
)
def test_rules(changes: Changes, error: type[OAuthError] | None) -> None:
    if error is None:
        assert request(**changes).client_id == "portal"
        return
    with pytest.raises(error) as raised:
        request(**changes)
    assert type(raised.value) is error


@pytest.mark.threat(5)
@pytest.mark.parametrize("client", [PUBLIC, HELD], ids=["public", "by policy"])
def test_pkce_is_required(client: Client) -> None:
    with pytest.raises(errors.InvalidRequest, match="PKCE"):
        request(client, code_challenge=None, code_challenge_method=None)


@pytest.mark.parametrize(
    ("client", "next_step"),
    [
        (PUBLIC, "switch PKCE (S256) on in the application: a public client cannot do without (RFC 9700 2.1.1)"),
        (
            HELD,
            "switch PKCE (S256) on in the application, or run `idp clients edit portal --pkce recommended`",
        ),
    ],
    ids=["public", "by policy"],
)
def test_the_log_says_how_a_client_without_pkce_goes_on(client: Client, next_step: str) -> None:
    with pytest.raises(errors.InvalidRequest) as refused:
        request(client, code_challenge=None, code_challenge_method=None)
    assert refused.value.next_step == next_step


@pytest.mark.threat(6)
@pytest.mark.parametrize("changes", [{"code_challenge_method": "plain"}, {"code_challenge_method": None}])
def test_optional_pkce_is_still_s256(changes: Changes) -> None:
    with pytest.raises(errors.InvalidRequest, match="S256"):
        request(LENIENT, **changes)


@pytest.mark.threat(6)
def test_a_method_without_a_challenge_is_a_stripped_challenge() -> None:
    with pytest.raises(errors.InvalidRequest, match="without a code_challenge"):
        request(LENIENT, code_challenge=None)


def test_pkce_is_optional_for_an_exempted_confidential_client() -> None:
    assert request(LENIENT, code_challenge=None, code_challenge_method=None).code_challenge is None


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_the_page_says_what_is_missing(name: str) -> None:
    with pytest.raises(errors.InvalidRequest, match=f"{name} is missing"):
        identify(parameters(**{name: None}), find_client)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scope": None}, "scope is missing"),
        ({"response_type": None}, "response_type is missing"),
        ({"response_type": "id_token", "scope": "profile"}, "openid is needed for an ID token"),
        ({"response_type": "id_token", "scope": "openid"}, "nonce is missing"),
    ],
)
def test_errors_name_the_cause(changes: Changes, reason: str) -> None:
    with pytest.raises(OAuthError, match=reason):
        parse_authorization_request(parameters(**changes), HYBRID_CLIENT, HYBRID)


def test_a_scope_that_is_not_offered_is_passed_over() -> None:
    supported = replace(SUPPORTED, scopes=("openid",))
    assert parse_authorization_request(parameters(), CLIENT, supported).scope == ("openid",)


def test_pkce_is_not_asked_where_there_is_no_code() -> None:
    values = parameters(response_type="id_token", nonce="n", code_challenge=None, code_challenge_method=None)
    assert parse_authorization_request(values, HYBRID_CLIENT, HYBRID).code_challenge is None


@pytest.mark.threat(12)
@pytest.mark.parametrize(
    ("client", "changes", "error"),
    [
        pytest.param(
            replace(HYBRID_CLIENT, response_types=frozenset({"code"})),
            {"response_type": "code token"},
            errors.UnauthorizedClient,
            id="response type with the grant",
        ),
        pytest.param(CLIENT, {"response_type": "code token"}, errors.UnauthorizedClient, id="response type"),
        pytest.param(
            replace(HYBRID_CLIENT, grant_types=frozenset({"authorization_code"})),
            {"response_type": "code token"},
            errors.UnauthorizedClient,
            id="implicit grant",
        ),
        pytest.param(
            replace(HYBRID_CLIENT, grant_types=frozenset({"implicit"})),
            {},
            errors.UnauthorizedClient,
            id="code grant",
        ),
        pytest.param(
            replace(CLIENT, response_modes=frozenset({"query"})),
            {"response_mode": "form_post"},
            errors.InvalidRequest,
            id="response mode",
        ),
        pytest.param(
            HYBRID_CLIENT,
            {"response_type": "code id_token", "nonce": "n", "response_mode": "query"},
            errors.InvalidRequest,
            id="token in query",
        ),
        pytest.param(
            HYBRID_CLIENT,
            {"response_type": "code id_token", "nonce": "n", "response_mode": "query.jwt"},
            errors.InvalidRequest,
            id="signed token in query",
        ),
        pytest.param(
            replace(CLIENT, response_modes=frozenset({"query", "fragment.jwt"})),
            {"response_mode": "jwt"},
            errors.InvalidRequest,
            id="default of jwt",
        ),
        pytest.param(HYBRID_CLIENT, {"response_type": "code id_token"}, errors.InvalidRequest, id="no nonce"),
        pytest.param(
            HYBRID_CLIENT,
            {"response_type": "id_token", "scope": "profile", "nonce": None},
            errors.InvalidRequest,
            id="ID token without openid",
        ),
    ],
)
def test_what_the_client_is_not_registered_for_is_refused(
    client: Client, changes: Changes, error: type[OAuthError]
) -> None:
    with pytest.raises(error):
        parse_authorization_request(parameters(**changes), client, HYBRID)


@pytest.mark.parametrize("asked", ["", "jwt"])
@pytest.mark.parametrize(
    ("response_type", "nonce", "mode"),
    [
        ("code", None, "query"),
        ("code token", None, "fragment"),
        ("token code", None, "fragment"),
        ("id_token code", "n", "fragment"),
        ("id_token", "n", "fragment"),
        ("id_token token", "n", "fragment"),
    ],
)
def test_default_response_modes(response_type: str, nonce: str | None, mode: str, asked: str) -> None:
    values = parameters(response_type=response_type, nonce=nonce, response_mode=asked or None)
    assert parse_authorization_request(values, HYBRID_CLIENT, HYBRID).response_mode == (
        f"{mode}.jwt" if asked else mode
    )


# Values -------------------------------------------------------------------------------------------------


def test_scopes_keep_their_order_and_lose_what_the_client_may_not_have() -> None:
    assert request(scope="email nonsense openid  email phone").scope == ("email", "openid")


@pytest.mark.parametrize(
    ("client", "response_type", "kept"),
    [
        (CLIENT, "code", True),
        (replace(CLIENT, grant_types=frozenset({"authorization_code"})), "code", False),
        (replace(HYBRID_CLIENT, grant_types=frozenset({"implicit", "refresh_token"})), "id_token", False),
    ],
)
def test_offline_access_is_kept_only_where_it_leads_somewhere(client: Client, response_type: str, kept: bool) -> None:
    values = parameters(scope="openid offline_access", response_type=response_type, nonce="n")
    parsed = parse_authorization_request(values, client, HYBRID)
    assert ("offline_access" in parsed.scope) is kept


def test_claims_open_no_more_than_the_scopes_of_the_client() -> None:
    claims = {"userinfo": {"email": None, "phone_number": None}, "id_token": {"phone_number#de": None, "acr": None}}
    parsed = request(claims=json.dumps(claims)).claims
    assert (set(parsed.userinfo), set(parsed.id_token)) == ({"email"}, {"acr"})


def test_an_essential_acr_that_nobody_can_reach_is_refused_at_once() -> None:
    with pytest.raises(errors.UnmetAuthenticationRequirements):
        request(claims='{"id_token": {"acr": {"essential": true, "value": "gold"}}}')


@pytest.mark.parametrize(
    "acr", [{"essential": True, "values": ["gold", ACR_MULTI_FACTOR]}, {"value": "gold"}, {"essential": True}]
)
def test_other_acr_wishes_are_no_error(acr: object) -> None:
    assert "acr" in request(claims=json.dumps({"id_token": {"acr": acr}})).claims.id_token


def test_a_request_without_openid_is_plain_oauth() -> None:
    assert request().is_openid
    assert not request(scope="profile").is_openid


FULL: Changes = {
    "response_mode": "form_post",
    "scope": "openid email offline_access",
    "nonce": "n",
    "prompt": "login consent",
    "max_age": "0",
    "claims": '{"userinfo":{"email":{"essential":true}},"id_token":{"auth_time":null,"sub":{"value":"acc_ada"}}}',
    "acr_values": "a b",
    "login_hint": "ada@example.org",
    "id_token_hint": "a.b.c",
    "ui_locales": "de en",
    "claims_locales": "fr",
    "display": "popup",
    "resource": "https://a.example https://b.example",
}


def test_a_request_with_everything_is_stored_whole() -> None:
    parsed = request(**FULL)
    assert set(to_json(parsed)) == {"shape", *parameters(), *FULL}
    assert from_json(to_json(parsed)) == parsed


def test_a_request_that_still_holds_is_the_same_at_every_step() -> None:
    parsed = request(**FULL)
    assert recheck(parsed, CLIENT) == parsed


def test_a_scope_that_was_taken_from_the_client_is_left_out_with_its_claims() -> None:
    rechecked = recheck(request(**FULL), replace(CLIENT, scope=frozenset({"openid", "offline_access"})))
    assert rechecked.scope == ("openid", "offline_access")
    assert not rechecked.claims.userinfo


def test_without_its_grant_offline_access_is_left_out() -> None:
    client = replace(CLIENT, grant_types=frozenset({"authorization_code"}))
    assert recheck(request(**FULL), client).scope == ("openid", "email")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": frozenset()}, errors.InvalidScope),
        ({"scope": frozenset({"email"})}, errors.InvalidScope),
        ({"response_types": frozenset()}, errors.UnauthorizedClient),
        ({"grant_types": frozenset({"refresh_token"})}, errors.UnauthorizedClient),
    ],
)
def test_what_must_hold_at_every_step_is_refused_once_it_does_not(
    changes: dict[str, Any], error: type[OAuthError]
) -> None:
    with pytest.raises(error):
        recheck(request(**FULL), replace(CLIENT, **changes))


def test_the_way_back_of_a_parsed_request() -> None:
    parsed = request(response_mode="form_post")
    assert parsed.channel == response_channel(parameters(response_mode="form_post"), SUPPORTED)


@pytest.mark.parametrize(
    ("changes", "supported", "mode"),
    [
        ({}, SUPPORTED, "query"),
        ({"response_mode": "fragment"}, SUPPORTED, "fragment"),
        ({"response_mode": "form_post"}, SUPPORTED, "form_post"),
        ({"response_mode": "nonsense"}, SUPPORTED, "query"),
        ({"response_mode": "nonsense", "response_type": "id_token"}, SUPPORTED, "fragment"),
        ({"response_mode": "query", "response_type": "id_token"}, HYBRID, "fragment"),
        ({"response_type": None}, SUPPORTED, "query"),
        ({"response_type": "nonsense"}, SUPPORTED, "query"),
        ({"response_mode": "form_post"}, replace(SUPPORTED, response_modes=("query",)), "query"),
        ({"response_mode": "form_post.jwt"}, SUPPORTED, "form_post.jwt"),
        ({"response_mode": "jwt"}, SUPPORTED, "query.jwt"),
        ({"response_mode": "jwt", "response_type": "id_token"}, HYBRID, "fragment.jwt"),
        ({"response_mode": "query.jwt", "response_type": "id_token"}, HYBRID, "fragment.jwt"),
        ({"response_mode": "nonsense.jwt"}, SUPPORTED, "query.jwt"),
        ({"response_mode": "jwt"}, replace(SUPPORTED, response_modes=("query",)), "query"),
    ],
)
def test_there_is_always_a_way_back(changes: Changes, supported: Supported, mode: str) -> None:
    channel = response_channel(parameters(**changes), supported)
    assert (channel.mode, channel.state) == (mode, "xyz")


@pytest.mark.threat(12)
@pytest.mark.parametrize(
    ("registered", "asked", "mode"),
    [
        ("query", "form_post", "query"),
        ("query", "query.jwt", "query"),
        ("form_post", None, "form_post"),
        ("form_post.jwt", "query", "form_post.jwt"),
        ("query.jwt", "query", "query.jwt"),
        ("query.jwt", "jwt", "query.jwt"),
        ("jwt", "query", "query.jwt"),
        ("jwt", "query.jwt", "query.jwt"),
    ],
)
def test_an_error_does_not_use_a_mode_the_client_is_not_registered_for(
    registered: str, asked: str | None, mode: str
) -> None:
    client = replace(CLIENT, response_modes=frozenset({registered}))
    assert response_channel(parameters(response_mode=asked), SUPPORTED, client).mode == mode


NAMES = st.sampled_from([*parameters(), *FULL, "request", "request_uri", "registration", "unknown"])
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from([v for v in (*parameters().values(), *FULL.values(), "none", "id_token", "{}") if v]),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    ).map(lambda value: json.dumps({"userinfo": value, "id_token": {"acr": value}})),
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=12), st.sampled_from([CLIENT, HYBRID_CLIENT, PUBLIC]))
def test_arbitrary_input_is_refused_in_the_words_of_the_specification(
    pairs: list[tuple[str, str]], client: Client
) -> None:
    try:
        values = {**parameters(), **parse_parameters(pairs)}
        identify(values, find_client)
        parsed = parse_authorization_request(values, client, HYBRID)
    except OAuthError:
        return
    assert isinstance(parsed, AuthorizationRequest)
    assert from_json(to_json(parsed)) == parsed
    assert recheck(parsed, client) == parsed
    response_channel(values, HYBRID, client)


@pytest.mark.threat(20)
@pytest.mark.parametrize(
    "text", ["[" * 8000, '{"userinfo":' * 700, "9" * 8000, "NaN", '{"userinfo":{"a":{"value":1e999}}}']
)
def test_hostile_json_is_refused(text: str) -> None:
    with pytest.raises(errors.InvalidRequest):
        request(claims=text)


@pytest.mark.parametrize(
    ("registered", "asked", "used"),
    [
        ("form_post", "form_post", "form_post"),
        ("fragment.jwt", "fragment.jwt", "fragment.jwt"),
        ("jwt", "jwt", "query.jwt"),
        ("jwt", "query.jwt", "query.jwt"),
        ("query.jwt", "jwt", "query.jwt"),
    ],
)
def test_a_mode_that_the_client_is_registered_for_is_used(registered: str, asked: str, used: str) -> None:
    client = replace(CLIENT, response_modes=frozenset({registered}))
    assert request(client, response_mode=asked).response_mode == used
