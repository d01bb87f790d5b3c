"""The token endpoint's grammar (RFC 6749 4.1.3, 5, 6): derived requests, each right but for what is named wrong."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import Scene
from tests.fuzz.inputs import authorizations, basic, encode, form_bytes, garbage

# RFC 6749 5.2, with the codes that our endpoints use beside it.
ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
FORM_TYPE = "application/x-www-form-urlencoded"
# error_description: %x20-21 / %x23-5B / %x5D-7E
DESCRIBABLE = frozenset(map(chr, range(0x20, 0x7F))) - {'"', "\\"}


def grants(scene: Scene) -> list[dict[str, str]]:
    return [
        {
            "grant_type": "authorization_code",
            "code": scene.code,
            "redirect_uri": "https://shop.example.test/callback",
            "code_verifier": scene.rp.verifier,
        },
        {"grant_type": "refresh_token", "refresh_token": scene.tokens["refresh_token"], "scope": "openid"},
    ]


@st.composite
def spoiled(draw: st.DrawFn, scene: Scene) -> dict[str, Any]:
    """A right request with at least one necessary part wrong."""
    form = dict(draw(st.sampled_from(grants(scene))))
    necessary = sorted(set(form) - {"scope"})
    wrong = draw(st.sampled_from([*necessary, "client"]))
    right = basic(f"{encode(scene.rp.client_id)}:{encode(scene.rp.registered.secret or '')}")
    if wrong == "client":
        authorization = draw(authorizations.filter(lambda value: value != right))
    else:
        authorization = right
        value = draw(st.one_of(st.none(), garbage.filter(lambda text: text != form[wrong])))
        form.pop(wrong) if value is None else form.update({wrong: value})
    pairs = list(form.items())
    pairs += draw(st.lists(st.tuples(garbage, garbage), max_size=2))
    pairs += draw(st.lists(st.sampled_from(pairs), max_size=1))
    return {"pairs": draw(st.permutations(pairs)), "authorization": authorization}


def test_a_spoiled_request_gets_the_specified_error_and_uses_nothing_up(scene: Scene) -> None:
    before = scene.count_rows()

    @settings(max_examples=120, suppress_health_check=list(HealthCheck))
    @given(spoiled(scene))
    def ask(request: dict[str, Any]) -> None:
        headers = {} if request["authorization"] is None else {"Authorization": request["authorization"]}
        answer = scene.stranger.post(
            "/token", data=form_bytes(request["pairs"]), content_type=FORM_TYPE, headers=headers
        )
        if answer.status_code in {413, 431}:
            return
        told = answer.get_json()
        assert answer.status_code == (401 if told["error"] == "invalid_client" else 400), answer.text
        assert told["error"] in ERRORS
        assert set(told) <= {"error", "error_description"}
        assert set(told.get("error_description", "")) <= DESCRIBABLE
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.status_code != 401 or not headers or "WWW-Authenticate" in answer.headers

    ask()

    assert scene.count_rows() == before
    assert scene.rp.redeem(scene.code).status_code == 200
    assert scene.rp.refresh(scene.tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke"])
@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", "application/jwt", ""]
)
def test_a_body_that_is_no_form_is_an_invalid_request(scene: Scene, path: str, content_type: str) -> None:
    answer = scene.stranger.post(
        path, data=b'{"grant_type":"refresh_token"}', content_type=content_type, auth=scene.rp.registered.basic
    )

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_than_post_is_refused_in_json(scene: Scene, path: str, method: str) -> None:
    answer = scene.stranger.open(path, method=method, auth=scene.rp.registered.basic)

    assert (answer.status_code, answer.mimetype) == (405, "application/json")
    assert "POST" in answer.headers["Allow"]
