"""Documents ahead of Flask."""

import pytest

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.ready_bytes import Answer
from tests.provisioning.pages import PageClient

PATH = "/trial.json"
HEADERS = (("Content-Type", "application/json"), ("Cache-Control", "public, max-age=300"))


@pytest.fixture
def document(trial: Application) -> list[Answer]:
    """The document at PATH: what stands first in this list."""
    shown = [Answer(b'{"a":1}', HEADERS)]
    trial.ready_bytes.register(PATH, lambda: shown[0])
    return shown


def test_it_is_sent_with_its_headers(browser: PageClient, document: list[Answer]) -> None:
    answer = browser.get(PATH)
    assert (answer.status_code, answer.json) == (200, {"a": 1})
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Content-Length"] == "7"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_origin_may_read_it(browser: PageClient, document: list[Answer]) -> None:
    assert browser.get(PATH, headers={"Origin": "https://spa.example"}).headers["Access-Control-Allow-Origin"] == "*"
    preflight = browser.options(PATH, headers={"Origin": "https://spa.example"})
    assert preflight.status_code == 204
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("asked", ["cache-control,traceparent", "x-requested-with", "pragma, cache-control"])
def test_any_field_may_be_sent_along(browser: PageClient, document: list[Answer], asked: str) -> None:
    """Trial row F13."""
    fields = {"Origin": "https://spa.example", "Access-Control-Request-Headers": asked}
    allowed = browser.options(PATH, headers=fields).headers["Access-Control-Allow-Headers"].split(", ")
    assert set(asked.replace(" ", "").split(",")) <= set(", ".join(allowed).replace(" ", "").split(","))


@pytest.mark.parametrize("asked", ["x" * 1025, "a b", "a;b", "a\tb", "a:1", ",", "ä"])
def test_what_is_no_list_of_fields_is_not_repeated(browser: PageClient, document: list[Answer], asked: str) -> None:
    """Trial row F13."""
    fields = {"Origin": "https://spa.example", "Access-Control-Request-Headers": asked}
    allowed = browser.options(PATH, headers=fields).headers["Access-Control-Allow-Headers"]
    assert allowed == "Accept, Cache-Control, Content-Type"


def test_head_has_no_body(browser: PageClient, document: list[Answer]) -> None:
    answer = browser.head(PATH)
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "7")


def test_what_the_reader_has_is_not_sent_again(browser: PageClient, document: list[Answer]) -> None:
    etag = browser.get(PATH).headers["ETag"]
    answer = browser.get(PATH, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_a_new_document_has_a_new_name(browser: PageClient, document: list[Answer]) -> None:
    etag = browser.get(PATH).headers["ETag"]
    document[0] = Answer(b'{"a":2}', HEADERS)
    answer = browser.get(PATH, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.json) == (200, {"a": 2})


def test_other_methods_are_refused_as_json(browser: PageClient, document: list[Answer]) -> None:
    answer = browser.post(PATH)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json is not None


def test_a_document_that_can_t_be_built_is_unavailable(browser: PageClient, document: list[Answer]) -> None:
    document.clear()
    answer = browser.get(PATH)
    assert answer.status_code == 503
    assert answer.json == {"error": "temporarily_unavailable"}
    assert answer.headers["Cache-Control"] == "no-store"
