"""Errors are readable, and tell nothing they should not."""

import pytest

from idp.infrastructure.web.application import Application
from tests.provisioning.pages import PageClient


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trial/rule", 409),
        ("/trial/bug", 500),
        ("/trial/unavailable", 503),
        ("/nowhere", 404),
        ("/trial/machine/bug", 500),
        ("/%00", 400),
    ],
)
def test_every_error_has_its_status(browser: PageClient, path: str, status: int) -> None:
    assert browser.get(path).status_code == status


def test_a_rule_explains_itself_in_the_reader_s_language(browser: PageClient) -> None:
    page = browser.get("/trial/rule", headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert "Ungültige Anfrage" in page


@pytest.mark.threat(74)
def test_the_words_of_an_error_are_escaped(browser: PageClient) -> None:
    page = browser.get("/trial/rule").get_data(as_text=True)
    assert "&lt;b&gt;Ünwahr&lt;/b&gt;" in page
    assert "<b>" not in page


@pytest.mark.threat(74)
@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_what_was_asked_for_is_escaped_everywhere_on_the_page(browser: PageClient, payload: str) -> None:
    answer = browser.get("/trial/page", query_string={"title": payload, "ui_locales": payload, "next": payload})
    page = answer.get_data(as_text=True)
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "49" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("path", ["/trial/bug", "/trial/machine/bug"])
@pytest.mark.parametrize("debug", [False, True])
def test_nobody_sees_the_inside(trial: Application, browser: PageClient, path: str, debug: bool) -> None:
    trial.debug = debug
    page = browser.get(path).get_data(as_text=True)
    assert "secret" not in page
    assert "Traceback" not in page
    assert "LookupError" not in page


def test_what_fails_while_it_is_sent_is_a_page_too(browser: PageClient) -> None:
    answer = browser.get("/trial/unsendable", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Something went wrong" in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-Id"]
    assert "Location" not in answer.headers


def test_what_fails_in_the_middle_of_a_body_is_an_error_too(browser: PageClient) -> None:
    answer = browser.get("/trial/unsendable/body")
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["error"] == "server_error"


def test_a_page_names_the_request_for_the_support(browser: PageClient) -> None:
    answer = browser.get("/trial/bug")
    assert answer.headers["X-Request-Id"] in answer.get_data(as_text=True)


def test_a_machine_gets_json(browser: PageClient) -> None:
    answer = browser.get("/trial/machine/bug")
    assert answer.json is not None
    assert answer.json["error"] == "server_error"


def test_a_wrong_method_at_a_machine_endpoint_is_json_too(browser: PageClient) -> None:
    answer = browser.put("/trial/machine")
    assert answer.status_code == 405
    assert answer.json is not None
    assert answer.json["error"] == "invalid_request"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_browser_gets_a_page(browser: PageClient) -> None:
    answer = browser.get("/nowhere", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.mimetype == "text/html"


def test_a_program_that_asks_for_json_gets_it(browser: PageClient) -> None:
    answer = browser.get("/nowhere", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert answer.json is not None
    assert answer.json["error"] == "not_found"
    assert answer.json["error_description"].startswith("There is nothing at this address.")


def test_a_program_reads_english_in_the_characters_of_the_specification(browser: PageClient) -> None:
    """RFC 6749 5.2."""
    answer = browser.get("/trial/rule", headers={"Accept": "application/json", "Accept-Language": "de"})
    assert answer.json is not None
    assert answer.json["error_description"] == "Invalid request. <b>'nwahr</b>"


def test_an_absent_database_is_said_to_come_back(browser: PageClient) -> None:
    answer = browser.get("/trial/unavailable")
    assert answer.headers["Retry-After"] == "5"


def test_an_error_page_that_fails_itself_is_still_a_page(
    trial: Application, browser: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(trial.jinja_env.globals, "asset_url", None)
    answer = browser.get("/trial/bug")
    assert answer.status_code == 500
    assert "Ein Fehler ist aufgetreten" in answer.get_data(as_text=True)
    assert answer.headers["X-Request-Id"] in answer.get_data(as_text=True)
