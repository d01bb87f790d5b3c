"""Machine endpoints are dispatched ahead of Flask, and behave as any other address would."""

import io
import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import DataError, OperationalError

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.machine_endpoints import add_machine_route
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest, MachineRoute
from idp.infrastructure.web.request_log import log_with_request
from tests.infrastructure.web.trial import Refused
from tests.provisioning.pages import PageClient

FORM = "application/x-www-form-urlencoded"
FAILURES = {
    "bug": ZeroDivisionError(),
    "rule": Refused(),
    "database": OperationalError("SELECT 1", {}, Exception()),
    "value": DataError("SELECT 1", {}, Exception()),
}


def echo(request: MachineRequest) -> MachineAnswer:
    log_with_request(client_id="app_1")
    seen = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "form": request.form,
        "address": request.address,
        "authorization": request.headers.get("Authorization"),
    }
    return MachineAnswer(orjson.dumps(seen), 200, [("Content-Type", "application/json")])


def fail(request: MachineRequest) -> MachineAnswer:
    raise FAILURES[dict(request.query)["by"]]


@pytest.fixture
def browser(trial: Application) -> PageClient:
    add_machine_route(trial, MachineRoute("/echo", "test.echo", ("GET", "POST"), echo))
    add_machine_route(trial, MachineRoute("/fail", "test.fail", ("GET",), fail))
    client = trial.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.mark.parametrize(
    ("query", "value"),
    [("q=%C3%A4", "ä"), ("q=\u00c3\u00a4", "ä"), ("q=\u00ff", "%FF")],
    ids=["encoded", "raw", "not UTF-8"],
)
def test_the_bytes_of_a_query_are_utf_8(browser: PageClient, query: str, value: str) -> None:
    answer = browser.get("/echo", environ_overrides={"QUERY_STRING": query})

    assert answer.get_json()["query"] == [["q", value]]


def test_the_request_is_read_as_sent(browser: PageClient) -> None:
    answer = browser.post(
        "/echo?a=1&a=2&empty=", data="b=%C3%A4+x&bad=%FF&b=", content_type=f"{FORM}; charset=utf-8", auth=("u", "p")
    )

    assert answer.get_json() == {
        "method": "POST",
        "path": "/echo",
        "query": [["a", "1"], ["a", "2"], ["empty", ""]],
        "form": [["b", "ä x"], ["bad", "%FF"], ["b", ""]],
        "address": "203.0.113.7",
        "authorization": "Basic dTpw",
    }


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_a_body_of_another_type_is_no_form(browser: PageClient, content_type: str) -> None:
    assert browser.post("/echo", data=b"a=1", content_type=content_type).get_json()["form"] is None


def test_head_is_get_without_the_body(browser: PageClient) -> None:
    answer = browser.head("/echo")

    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


def test_options_names_the_methods(browser: PageClient) -> None:
    answer = browser.options("/echo")

    assert (answer.status_code, answer.data) == (204, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}


def test_another_method_is_refused_and_named(browser: PageClient) -> None:
    answer = browser.delete("/fail")

    assert_refusal(answer, 405, "invalid_request")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("by", "status", "code"),
    [
        ("bug", 500, "server_error"),
        ("rule", 409, "invalid_request"),
        ("database", 503, "temporarily_unavailable"),
        ("value", 400, "invalid_request"),
    ],
)
def test_an_error_is_answered_in_the_form_for_programs(browser: PageClient, by: str, status: int, code: str) -> None:
    assert_refusal(browser.get(f"/fail?by={by}"), status, code)


def test_an_absent_database_is_said_to_come_back(browser: PageClient) -> None:
    assert browser.get("/fail?by=database").headers["Retry-After"] == "5"


def test_a_bug_is_logged_with_its_request(browser: PageClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = browser.get("/fail?by=bug")
    bug, request = (json.loads(line) for line in capsys.readouterr().err.splitlines())

    assert "ZeroDivisionError" in bug["exception"]
    assert bug["request_id"] == request["request_id"] == answer.headers["X-Request-Id"]


def test_too_large_a_form_is_refused(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(server={"maximum_body_bytes": 16384})
    add_machine_route(app, MachineRoute("/echo", "test.echo", ("POST",), echo))

    assert_refusal(app.test_client().post("/echo", data=b"x" * 16385, content_type=FORM), 413, "invalid_request")
    assert app.test_client().post("/echo", data=b"x" * 16384, content_type=FORM).status_code == 200


@pytest.mark.parametrize(
    ("body", "length"), [(b"a=\xff", "3"), (b"a=1", "30")], ids=["not UTF-8", "shorter than announced"]
)
def test_a_broken_form_is_refused(browser: PageClient, body: bytes, length: str) -> None:
    broken: dict[str, Any] = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": length, "CONTENT_TYPE": FORM}

    assert_refusal(browser.post("/echo", environ_overrides=broken), 400, "invalid_request")


def test_a_longer_address_is_not_found_and_json(browser: PageClient) -> None:
    assert_refusal(browser.get("/echo/x"), 404, "not_found")


def test_the_layers_in_front_complete_log_and_headers(browser: PageClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = browser.get("/echo")
    (line,) = (json.loads(line) for line in capsys.readouterr().err.splitlines())

    assert (line["route"], line["status"], line["client_id"]) == ("/echo", 200, "app_1")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_what_one_request_says_of_itself_is_not_said_of_the_next(
    browser: PageClient, capsys: pytest.CaptureFixture[str]
) -> None:
    browser.get("/echo")
    browser.get("/fail?by=rule")
    *_, last = (json.loads(line) for line in capsys.readouterr().err.splitlines())

    assert "client_id" not in last


def assert_refusal(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.get_json()["error"] == code
    assert answer.get_json()["error_description"]
