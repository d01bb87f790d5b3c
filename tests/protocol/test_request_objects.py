"""Request objects: the way back that an unsigned one names (trial row C2), what each must say, and its parameters."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.client import Client
from idp.protocol.client_jwts import JwtFault
from idp.protocol.errors import InvalidRequest
from idp.protocol.request_objects import check_claims, merge, object_parameters, with_way_back
from tests.protocol.factories import CLIENT, NOW

CALLBACK = "https://shop.example.test/callback"
OUTSIDE = {"client_id": "app_1", "redirect_uri": CALLBACK, "response_type": "code"}


def encoded(content: object) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(algorithm: str = "none", signature: str = "", **members: object) -> str:
    return f"{encoded({'alg': algorithm})}.{encoded(members)}.{signature}"


def test_mode_and_state_are_those_of_the_object() -> None:
    sent = OUTSIDE | {
        "request": unsigned(response_mode="form_post", state="inside", scope="openid"),
        "state": "outside",
    }
    assert with_way_back(sent) == sent | {"response_mode": "form_post", "state": "inside"}


def test_the_redirect_uri_may_stand_in_the_object_alone() -> None:
    sent = {"client_id": "app_1", "request": unsigned(redirect_uri=CALLBACK)}
    assert with_way_back(sent)["redirect_uri"] == CALLBACK


@pytest.mark.parametrize("state", ["", "a", "ab", "abc", "abcd"])
def test_an_object_of_any_length_is_read(state: str) -> None:
    sent = OUTSIDE | {"request": unsigned(state=state + "inside")}
    assert with_way_back(sent)["state"] == state + "inside"


@pytest.mark.parametrize(
    "request_object",
    [
        unsigned(response_mode="form_post", redirect_uri="https://evil.example/"),
        unsigned(response_mode="form_post", client_id="app_2"),
        unsigned("RS256", "c2lnbmVk", response_mode="form_post"),
        unsigned("none", "c2lnbmVk", response_mode="form_post"),
        unsigned(response_mode=["form_post"]),
        unsigned(response_mode="form_post", state="a\nb"),
        f"{encoded({'alg': 'none'})}.{encoded(['form_post'])}.",
        f"{encoded({'alg': 'none'})}.%%%.",
        f"{encoded({'alg': 'none'})}.{encoded({'response_mode': 'form_post'})}..",
        "e30.e30.",
        "....",
        "é",
        "[" * 5000,
    ],
)
def test_any_other_object_is_passed_over(request_object: str) -> None:
    sent = OUTSIDE | {"request": request_object}
    assert with_way_back(sent) == sent


@given(st.text())
def test_no_object_raises(request_object: str) -> None:
    assert with_way_back(OUTSIDE | {"request": request_object})["redirect_uri"] == CALLBACK


# What an object must say -----------------------------------------------------------------------------------

ISSUER = "https://id.example.test"
SIGNED = {"iss": "portal", "aud": ISSUER, "client_id": "portal"}
MUST_SIGN = replace(CLIENT, require_signed_request_object=True)
SECONDS = int(NOW.timestamp())


def holds(claims: dict[str, object], client: Client = CLIENT, *, is_signed: bool = True) -> bool:
    try:
        check_claims(claims, client, ISSUER, NOW, is_signed=is_signed)
    except JwtFault:
        return False
    return True


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"aud": [ISSUER]}, True),
        ({"aud": ["https://other.example", ISSUER]}, True),
        ({"aud": []}, False),
        ({"aud": f"{ISSUER}/authorize"}, False),
        ({"aud": None}, False),
        ({"aud": {ISSUER: 1}}, False),
        ({"iss": "other"}, False),
        ({"iss": None}, False),
        ({"sub": "portal"}, False),
        ({"sub": "acc_ada"}, True),
        ({"request": "x"}, False),
        ({"request_uri": "https://portal.example/request"}, False),
        ({"exp": SECONDS + 1}, True),
        ({"exp": SECONDS - 59}, True),
        ({"exp": SECONDS - 60}, False),
        ({"exp": "soon"}, False),
        ({"nbf": SECONDS + 60}, True),
        ({"nbf": SECONDS + 61}, False),
        ({"iat": SECONDS + 61}, False),
        ({"exp": SECONDS + 10**6, "nbf": SECONDS - 10**6}, True),
    ],
)
def test_a_signed_object_is_for_this_server_by_this_client_and_now(changes: dict[str, object], expected: bool) -> None:
    assert holds(SIGNED | changes) is expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [({}, True), ({"iss": "portal"}, True), ({"iss": "other"}, False), ({"aud": ISSUER}, True), ({"aud": "x"}, False)],
)
def test_an_unsigned_one_names_no_other_client_and_server(claims: dict[str, object], expected: bool) -> None:
    assert holds(claims, is_signed=False) is expected


@pytest.mark.parametrize(
    ("nbf", "exp", "expected"),
    [
        (SECONDS, SECONDS + 3600, True),
        (SECONDS, SECONDS + 3601, False),
        (SECONDS - 3600, SECONDS, True),
        (SECONDS - 3601, SECONDS, False),
        (None, SECONDS + 60, False),
        (SECONDS, None, False),
    ],
)
def test_that_of_a_client_which_must_sign_holds_for_an_hour(nbf: int | None, exp: int | None, expected: bool) -> None:
    dates = {name: value for name, value in (("nbf", nbf), ("exp", exp)) if value is not None}

    assert holds(SIGNED | dates, MUST_SIGN) is expected
    assert holds(SIGNED | dates) is True


def test_the_claims_of_an_object_are_the_parameters_of_a_query() -> None:
    claims = SIGNED | {
        "exp": 1,
        "nbf": 1,
        "iat": 1,
        "jti": "x",
        "sub": "y",
        "max_age": 300,
        "claims": {"userinfo": {"email": None}},
        "resource": ["https://a.example", "https://b.example"],
        "state": "x",
        "nonce": None,
    }
    assert object_parameters(claims) == {
        "client_id": "portal",
        "max_age": "300",
        "claims": '{"userinfo": {"email": null}}',
        "resource": "https://a.example https://b.example",
        "state": "x",
    }


@pytest.mark.parametrize(
    "claims", [{"state": "a\nb"}, {"state": "a" * 10**5}, {"claims": reduce(lambda inner, _: [inner], range(5000), [])}]
)
def test_they_have_the_same_limits(claims: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        object_parameters(claims)


VALUES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9)
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
)
NAMES = st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "sub", "client_id", "redirect_uri", "resource", "claims"])


@given(st.dictionaries(NAMES | st.text(max_size=9), JSON, max_size=6))
def test_whatever_an_object_holds_it_becomes_texts_or_is_refused(claims: dict[str, object]) -> None:
    with suppress(InvalidRequest):
        assert all(isinstance(value, str) for value in object_parameters(claims).values())
    for is_signed in (True, False):
        assert holds(claims, MUST_SIGN, is_signed=is_signed) in {True, False}


def test_the_object_goes_above_what_is_sent_beside_it() -> None:
    """Core §6.1."""
    sent = {
        "client_id": "portal",
        "response_type": "code id_token",
        "state": "a",
        "scope": "openid",
        "request": "x.y.z",
    }
    inside = {"response_type": "id_token code", "state": "b", "request_uri": "https://portal.example/"}

    merged = merge(sent, inside, is_object_alone=False)

    assert merged == {"client_id": "portal", "response_type": "id_token code", "state": "b", "scope": "openid"}


def test_or_counts_alone() -> None:
    """RFC 9101 §5. A `request_uri` beside it is still to be refused."""
    sent = {"client_id": "portal", "response_type": "token", "state": "a", "request": "x.y.z", "request_uri": "u"}

    merged = merge(sent, {"response_type": "code"}, is_object_alone=True)

    assert merged == {"client_id": "portal", "request_uri": "u", "response_type": "code"}


@pytest.mark.parametrize(
    ("inside", "is_object_alone"),
    [({"client_id": "other"}, False), ({"client_id": "other"}, True), ({"response_type": "token"}, False)],
)
def test_two_that_differ_where_they_must_not_are_refused(inside: dict[str, str], is_object_alone: bool) -> None:
    with pytest.raises(InvalidRequest):
        merge({"client_id": "portal", "response_type": "code"}, inside, is_object_alone=is_object_alone)
