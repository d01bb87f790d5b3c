"""Unsafe requests to pages come from our own forms; machine endpoints ask for no form at all."""

from typing import Any

import pytest

from idp.infrastructure.web.application import Application
from tests.infrastructure.web.trial import done
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.threat(39)
OWN = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}


def token_of(browser: PageClient) -> str:
    return forms_of(browser.get("/trial/page"))[0].fields["csrf_token"]


def test_our_own_form_is_accepted(trial: Application, browser: PageClient) -> None:
    answer = browser.post("/trial/page", data={"csrf_token": token_of(browser)}, headers=OWN)
    assert answer.status_code == 200
    assert done(trial) == ["page"]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="a browser that says nothing"),
        pytest.param({"Origin": ISSUER}, id="an old browser"),
        pytest.param({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, id="a page that sends no referrer"),
    ],
)
def test_what_browsers_say_of_our_own_forms_is_accepted(browser: PageClient, headers: dict[str, str]) -> None:
    assert browser.post("/trial/page", data={"csrf_token": token_of(browser)}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://id.example.test"},
        {"Origin": "https://id.example.test.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": ISSUER, "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_a_request_from_elsewhere_is_refused_even_with_the_token(
    trial: Application, browser: PageClient, headers: dict[str, str]
) -> None:
    answer = browser.post("/trial/page", data={"csrf_token": token_of(browser)}, headers=headers)
    assert answer.status_code == 400
    assert done(trial) == []


@pytest.mark.parametrize("token", ["", "made-up", None])
def test_a_form_without_our_token_is_refused(trial: Application, browser: PageClient, token: str | None) -> None:
    browser.get("/trial/page")
    answer = browser.post("/trial/page", data={"csrf_token": token} if token is not None else {}, headers=OWN)
    assert answer.status_code == 400
    assert done(trial) == []


def test_the_token_of_another_browser_is_refused(trial: Application, browser: PageClient) -> None:
    other = trial.test_client()
    assert isinstance(other, PageClient)
    browser.get("/trial/page")
    assert browser.post("/trial/page", data={"csrf_token": token_of(other)}, headers=OWN).status_code == 400


@pytest.mark.threat(40)
def test_a_form_without_the_browser_cookie_is_refused(trial: Application, browser: PageClient) -> None:
    token = token_of(browser)
    browser.delete_cookie("__Host-idp-browser", domain="id.example.test")
    assert browser.post("/trial/page", data={"csrf_token": token}, headers=OWN).status_code == 400
    assert done(trial) == []


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"a": "b"}},
        {"data": '{"a": "b"}', "content_type": "text/plain"},
        {"data": "a=b", "content_type": "text/plain"},
        {"data": "a=b"},
    ],
    ids=["json", "json as text", "form as text", "no type"],
)
def test_only_a_form_can_be_posted_to_a_page(trial: Application, browser: PageClient, body: dict[str, Any]) -> None:
    headers = OWN | {"X-CSRFToken": token_of(browser)}
    assert browser.post("/trial/page", headers=headers, **body).status_code == 400
    assert done(trial) == []


def test_the_refusal_offers_the_page_again(browser: PageClient) -> None:
    browser.get("/trial/page")
    text = browser.post("/trial/page", headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert "Die Seite ist abgelaufen" in text
    assert '<a class="btn btn-primary" href="/trial/page">Seite neu laden</a>' in text


def test_a_form_without_any_cookie_names_the_cookies(browser: PageClient) -> None:
    """Trial row F7."""
    text = browser.post("/trial/page", headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert "Cookies sind blockiert" in text
    assert '<a class="btn btn-primary" href="/trial/page">Seite neu laden</a>' in text


def test_a_form_from_elsewhere_is_no_question_of_cookies(browser: PageClient) -> None:
    text = browser.post("/trial/page", headers={"Origin": "https://evil.example"}).get_data(as_text=True)
    assert "Cookies" not in text


def test_a_machine_endpoint_needs_no_form_and_sets_no_cookie(trial: Application, browser: PageClient) -> None:
    answer = browser.post("/trial/machine", json={"a": 1}, headers={"Origin": "https://spa.example"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert done(trial) == ["machine"]


def test_a_machine_endpoint_does_not_read_the_browser_cookie(browser: PageClient) -> None:
    browser.set_cookie("__Host-idp-browser", "forged", domain="id.example.test")
    assert browser.get("/trial/machine").status_code == 200


def test_other_sites_may_post_where_that_is_declared(browser: PageClient) -> None:
    answer = browser.post("/trial/open", data={"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


def test_what_such_a_page_confirms_needs_our_form(trial: Application, browser: PageClient) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert browser.post("/trial/open", data={"confirm": "yes"}, headers=foreign).status_code == 400
    assert done(trial) == []
    own = {"confirm": "yes", "csrf_token": token_of(browser)}
    assert browser.post("/trial/open", data=own, headers=OWN).status_code == 200
