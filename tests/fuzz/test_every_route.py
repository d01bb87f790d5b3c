"""Whatever is sent to whatever address: never our fault, always readable, and what is refused leaves nothing behind."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.endpoints import _MACHINE
from tests.factories.relying_parties import AUTHORIZATION_PARAMETERS
from tests.fuzz.conftest import Scene
from tests.fuzz.inputs import (
    authorizations,
    content_types,
    cookies,
    encode,
    form_bytes,
    further_headers,
    garbage,
    raw_bodies,
    raw_queries,
)

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO")
# The names that the endpoints and forms read, so that values land somewhere.
NAMES = (
    *AUTHORIZATION_PARAMETERS,
    "client_secret",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "token",
    "token_type_hint",
    "access_token",
    "post_logout_redirect_uri",
    "confirm",
    "csrf_token",
    "next",
    "interaction_id",
    "email",
    "password",
    "language",
    "given_name",
    "family_name",
)


def known_values(scene: Scene) -> st.SearchStrategy[str]:
    """What is right in some place."""
    return st.sampled_from(
        [
            *scene.rp.request().values(),
            *(scene.tokens[name] for name in ("access_token", "refresh_token", "id_token")),
            scene.rp.registered.secret or "",
            scene.public.client_id,
            scene.rp.verifier,
            scene.person.email,
            scene.person.id,
            "authorization_code",
            "refresh_token",
            "none",
            "login",
            "create",
            "consent",
            "select_account",
            "form_post",
            "yes",
            "/",
        ]
    )


def pairs(scene: Scene) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Parameters: a right request with some of it changed, or a heap of anything."""
    value = st.one_of(known_values(scene), garbage)
    heap = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), garbage), value), max_size=6)
    right = st.sampled_from(right_requests(scene))
    changed = st.tuples(right, st.dictionaries(st.sampled_from(NAMES), value, max_size=2)).map(
        lambda found: list((found[0] | found[1]).items())
    )
    return st.one_of(heap, changed, st.tuples(changed, heap).map(lambda found: found[0] + found[1][:1]))


def right_requests(scene: Scene) -> list[dict[str, str]]:
    tokens = scene.tokens
    return [
        scene.rp.request(),
        scene.public.request(prompt="consent"),
        scene.rp.request(prompt="login", login_hint=scene.person.email),
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"][:-1]},
        {"token": tokens["access_token"][:-2]},
        {"id_token_hint": tokens["id_token"][:-2], "post_logout_redirect_uri": "https://shop.example.test/"},
        {"email": scene.person.email, "password": "x"},
    ]


def paths(app: Application) -> list[str]:
    """Every route, as it stands in the maps."""
    return sorted({rule.rule for rule in app.url_map.iter_rules()} | app.machine_routes.keys())


def fill(path: str, segment: str) -> str:
    """The route's address with ``segment`` in place of every variable."""
    parts = [encode(segment) or "x" if part.startswith("<") else part for part in path.split("/")]
    return "/".join(parts)


@st.composite
def requests(draw: st.DrawFn, scene: Scene) -> dict[str, Any]:
    """The options of a request, with the address as ``path`` and the query as it goes over the wire."""
    rule = draw(st.sampled_from(paths(scene.browser.application)))
    method = draw(st.sampled_from(("GET", "POST", "POST", *METHODS)))
    query = draw(st.one_of(pairs(scene).map(lambda found: form_bytes(found).decode()), raw_queries))
    headers = draw(further_headers)
    if (authorization := draw(authorizations)) is not None:
        headers["Authorization"] = authorization
    options = {"method": method, "headers": headers, "query": query[:40000]}
    if method not in {"GET", "HEAD"}:
        is_form = draw(st.booleans())
        options["data"] = draw(pairs(scene).map(form_bytes) if is_form else raw_bodies)
        options["content_type"] = "application/x-www-form-urlencoded" if is_form else draw(content_types)
    return options | {"rule": rule, "path": fill(rule, draw(garbage)), "cookie": draw(cookies)}


def send(scene: Scene, options: dict[str, Any], *, signed_in: bool) -> TestResponse:
    environ = {}
    if options["cookie"] is not None and not signed_in:
        environ["HTTP_COOKIE"] = options["cookie"]
    browser = scene.browser if signed_in else scene.stranger
    return browser.open(
        f"{options['path']}?{options['query']}",
        method=options["method"],
        headers=options["headers"],
        data=options.get("data"),
        content_type=options.get("content_type"),
        environ_overrides=environ,
    )


def is_machine(app: Application, rule: str) -> bool:
    if rule in app.machine_routes:
        return True
    endpoints = {found.endpoint for found in app.url_map.iter_rules() if found.rule == rule}
    return any(hasattr(app.view_functions[endpoint], _MACHINE) for endpoint in endpoints)


def check(answer: TestResponse, app: Application, options: dict[str, Any]) -> None:
    """Never our fault; a machine reads JSON with an error code, a person a page."""
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.get_data(as_text=True)
    if answer.status_code < 400 or options["method"] == "HEAD":
        return
    if is_machine(app, options["rule"]) and "<" not in options["rule"]:
        check_machine_form(answer)
    elif "application/json" in options["headers"].get("Accept", "") or answer.mimetype == "application/json":
        assert answer.get_json()["error"]
    elif answer.data:
        assert answer.mimetype == "text/html"
        assert "<h1" in answer.text


def check_machine_form(answer: TestResponse) -> None:
    """RFC 6749 5.2, whoever refused: at the door, by its address, or within. Nobody keeps it."""
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    for name in ("error", "error_description"):
        assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer.get_json()[name])


@pytest.mark.parametrize("signed_in", [False, True], ids=["stranger", "person"])
def test_nothing_breaks_and_nothing_refused_is_written(scene: Scene, signed_in: bool) -> None:
    app = scene.browser.application

    @settings(max_examples=100, suppress_health_check=list(HealthCheck))
    @given(requests(scene))
    def throw(options: dict[str, Any]) -> None:
        before = scene.count_rows()
        answer = send(scene, options, signed_in=signed_in)
        check(answer, app, options)
        if answer.status_code >= 400:
            assert scene.count_rows() == before, "a refused request wrote something"

    throw()
