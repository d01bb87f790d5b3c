"""A stored request is the same request again, or it is refused whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.authorization_request import AuthorizationRequest, ResponseChannel
from idp.protocol.claims import ClaimRequest, ClaimsRequest
from idp.protocol.stored_request import SHAPE, UnreadableRequest, from_json, return_address, sent_login_hint, to_json
from tests.protocol.factories import REDIRECT_URI, request

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORDS = st.lists(TEXT, max_size=4, unique=True).map(tuple)
VALUES = st.none() | st.booleans() | st.integers(-10, 10) | TEXT
CLAIM = st.builds(ClaimRequest, st.booleans(), st.lists(VALUES, max_size=3).map(tuple))
CLAIMS = st.builds(ClaimsRequest, *[st.dictionaries(TEXT, CLAIM, max_size=3)] * 2)
REQUESTS = st.builds(
    AuthorizationRequest,
    client_id=TEXT,
    redirect_uri=TEXT,
    response_type=st.frozensets(TEXT, max_size=3),
    response_mode=TEXT,
    scope=WORDS,
    state=st.none() | TEXT,
    nonce=st.none() | TEXT,
    code_challenge=st.none() | TEXT,
    code_challenge_method=st.none() | TEXT,
    prompt=st.frozensets(TEXT, max_size=3),
    max_age=st.none() | st.integers(0, 10**9),
    claims=CLAIMS,
    acr_values=WORDS,
    login_hint=st.none() | TEXT,
    id_token_hint=st.none() | TEXT,
    ui_locales=WORDS,
    claims_locales=WORDS,
    display=st.none() | TEXT,
    resource=WORDS,
    pushed_as=st.none() | TEXT,
)


@given(REQUESTS)
def test_every_request_comes_back_as_it_was(asked: AuthorizationRequest) -> None:
    assert from_json(json.loads(json.dumps(to_json(asked)))) == asked


def test_what_was_not_asked_for_is_not_stored() -> None:
    assert set(to_json(request())) == {
        "shape",
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
    }


@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)))
def test_anything_else_is_unreadable(stored: object) -> None:
    with pytest.raises(UnreadableRequest):
        from_json(stored)


@pytest.mark.parametrize(
    "change",
    [
        {"shape": SHAPE + 1},
        {"shape": None},
        {"client_id": None},
        {"redirect_uri": 1},
        {"scope": "openid"},
        {"scope": [1]},
        {"max_age": "5"},
        {"max_age": True},
        {"state": ["x"]},
        {"claims": "{"},
        {"claims": {"userinfo": {}}},
        {"unknown": "member"},
    ],
)
def test_one_wrong_member_is_enough(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRequest):
        from_json(to_json(request()) | change)


@pytest.mark.parametrize("shape", [SHAPE, SHAPE + 1, None])
def test_the_way_back_is_known_whatever_the_shape(shape: int | None) -> None:
    stored = to_json(request(response_mode="form_post")) | {"shape": shape}

    assert return_address(stored) == (REDIRECT_URI, ResponseChannel("form_post", "xyz"))


@pytest.mark.parametrize("stored", [None, {}, [], "x", {"redirect_uri": 1, "response_mode": [], "state": {}}])
def test_without_a_redirect_uri_there_is_none(stored: object) -> None:
    assert return_address(stored) == (None, ResponseChannel("query", None))


@pytest.mark.parametrize(
    ("stored", "hint"),
    [({"login_hint": "ada"}, "ada"), ({"login_hint": 1}, None), ({}, None), (None, None), (["login_hint"], None)],
)
def test_the_login_hint_is_known_whatever_the_shape(stored: object, hint: str | None) -> None:
    assert sent_login_hint(stored) == hint
