"""The way back that an unsigned request object names.

Trial row C2.
"""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.request_objects import with_way_back

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
