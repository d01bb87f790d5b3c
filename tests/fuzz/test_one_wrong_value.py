"""Right requests with one value replaced, exhaustively: every parameter by every value that ever broke a parser."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from idp.protocol.pushed_requests import REQUEST_URI_PREFIX
from tests.factories.relying_parties import AUTHORIZATION_PARAMETERS
from tests.fuzz.conftest import Scene
from tests.fuzz.inputs import AUTHORIZATIONS, AWKWARD, BODIES, CONTENT_TYPES, COOKIES, basic, encode, form_bytes

FORM_TYPE = "application/x-www-form-urlencoded"
MACHINES = ("/par", "/token", "/introspect", "/revoke", "/userinfo")


def spoil(right: dict[str, str], names: Iterator[str] | tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    """The request with each value in turn replaced by each awkward one; and with an awkward name added."""
    for name in dict.fromkeys((*right, *names)):
        for value in AWKWARD:
            yield right | {name: value}
    for name in AWKWARD:
        yield right | {name: "x"}


def check_page(answer: TestResponse, what: Any) -> None:
    assert answer.status_code < 500, (what, answer.text)
    if answer.status_code >= 400:
        assert answer.mimetype == "text/html", what
        assert "<h1" in answer.text, what


def check_machine(answer: TestResponse, what: Any) -> None:
    assert answer.status_code < 500, (what, answer.text)
    if answer.status_code >= 400 and answer.status_code != 431:
        assert answer.mimetype == "application/json", what
        assert answer.get_json()["error"], what


def test_authorization_requests(scene: Scene) -> None:
    for form in spoil(scene.rp.request(prompt="none"), AUTHORIZATION_PARAMETERS):
        check_page(visit(scene, "/authorize", form), form)


def test_pushed_requests(scene: Scene) -> None:
    credentials = {"client_id": scene.rp.client_id, "client_secret": scene.rp.registered.secret or ""}
    for form in spoil(scene.rp.request() | credentials, AUTHORIZATION_PARAMETERS):
        check_machine(post(scene, "/par", form), form)
    for value in AWKWARD:
        form = {"client_id": scene.rp.client_id, "request_uri": f"{REQUEST_URI_PREFIX}{value}"}
        check_page(visit(scene, "/authorize", form), form)


def test_logout_requests(scene: Scene) -> None:
    right = {
        "id_token_hint": scene.tokens["id_token"][:-4],
        "post_logout_redirect_uri": "https://shop.example.test/",
        "client_id": scene.rp.client_id,
        "state": "x",
        "ui_locales": "de",
        "logout_hint": "x",
        "confirm": "yes",
        "csrf_token": "x",
    }
    for form in spoil(right):
        check_page(visit(scene, "/logout", form), form)


def test_token_requests(scene: Scene) -> None:
    credentials = {"client_id": scene.rp.client_id, "client_secret": scene.rp.registered.secret or ""}
    redemption = {
        "grant_type": "authorization_code",
        "code": "x",
        "redirect_uri": "https://shop.example.test/callback",
        "code_verifier": scene.rp.verifier,
    }
    refresh = {"grant_type": "refresh_token", "refresh_token": f"{scene.tokens['refresh_token']}x", "scope": "openid"}
    for right in (redemption, refresh):
        for form in spoil(right | credentials):
            check_machine(post(scene, "/token", form), form)


@pytest.mark.parametrize("path", ["/introspect", "/revoke"])
def test_requests_about_tokens(scene: Scene, path: str) -> None:
    credentials = {"client_id": scene.rp.client_id, "client_secret": scene.rp.registered.secret or ""}
    for form in spoil({"token": "x", "token_type_hint": "access_token"} | credentials):
        check_machine(post(scene, path, form), form)
    header, payload, signature = scene.tokens["access_token"].split(".")
    for value in AWKWARD:
        for token in (f"{value}.{payload}.{signature}", f"{header}.{value}.{signature}", f"{header}.{payload}.{value}"):
            check_machine(post(scene, path, {"token": token} | credentials), token)


@pytest.mark.parametrize("path", MACHINES)
def test_authorization_headers(scene: Scene, path: str) -> None:
    made = [basic(value) for value in AWKWARD]
    made += [basic(f"{encode(value)}:{encode(value)}") for value in AWKWARD]
    made += [basic(f"{scene.rp.client_id}:{encode(value)}") for value in AWKWARD]
    for header in (*AUTHORIZATIONS, *made):
        answer = scene.stranger.post(path, data={"token": "x"}, headers={"Authorization": header})
        check_machine(answer, header)
        assert answer.status_code >= 400


@pytest.mark.parametrize("path", [*MACHINES, "/authorize", "/logout"])
def test_bodies(scene: Scene, path: str) -> None:
    check = check_machine if path in MACHINES else check_page
    for content_type in CONTENT_TYPES:
        for body in BODIES:
            answer = scene.browser.post(path, data=body, content_type=content_type)
            check(answer, (content_type, body))


def test_cookies(scene: Scene) -> None:
    for cookie in COOKIES:
        for path in ("/", "/authorize", "/logout", "/signed-out", "/userinfo", "/interaction/x", "/signin/x"):
            answer = scene.stranger.get(path, environ_overrides={"HTTP_COOKIE": cookie})
            assert answer.status_code < 500, (path, cookie, answer.text)


def visit(scene: Scene, path: str, form: dict[str, str]) -> TestResponse:
    """By POST where an address would be too long for the door or hold what it refuses, by GET otherwise."""
    query = form_bytes(list(form.items()))
    if len(query) > 30000 or b"%00" in query:
        return scene.browser.post(path, data=query, content_type=FORM_TYPE)
    return scene.browser.get(f"{path}?{query.decode()}")


def post(scene: Scene, path: str, form: dict[str, str]) -> TestResponse:
    return scene.stranger.post(path, data=form_bytes(list(form.items())), content_type=FORM_TYPE)
