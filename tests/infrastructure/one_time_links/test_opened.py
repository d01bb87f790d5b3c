"""A mailed link leaves the address bar at once."""

import pytest
import time_machine

from tests.provisioning.pages import PageClient

pytestmark = pytest.mark.threat(78)


def test_the_token_leaves_the_address(browser: PageClient) -> None:
    answer = browser.get("/trial/link/s3cret")
    assert (answer.status_code, answer.location) == (303, "/trial/linked")
    assert browser.get("/trial/linked").json == {"token": "s3cret"}


def test_pages_with_tokens_tell_nobody_where_they_are(browser: PageClient) -> None:
    assert browser.get("/trial/link/s3cret").headers["Referrer-Policy"] == "no-referrer"
    assert browser.get("/trial/linked").headers["Referrer-Policy"] == "no-referrer"


def test_another_browser_has_no_token(browser: PageClient) -> None:
    browser.get("/trial/link/s3cret")
    assert browser.application.test_client().get("/trial/linked").json == {"token": None}


def test_a_later_link_takes_the_place(browser: PageClient) -> None:
    browser.get("/trial/link/first")
    browser.get("/trial/link/second")
    assert browser.get("/trial/linked").json == {"token": "second"}


def test_a_forgotten_token_is_gone(browser: PageClient) -> None:
    browser.get("/trial/link/s3cret")
    browser.get("/trial/linked?forget=1")
    assert browser.get("/trial/linked").json == {"token": None}


def test_a_token_is_kept_for_as_long_as_a_flow(browser: PageClient, clock: time_machine.Traveller) -> None:
    browser.get("/trial/link/s3cret")
    clock.shift(60 * 60 - 1)
    assert browser.get("/trial/linked").json == {"token": "s3cret"}
    clock.shift(2)
    assert browser.get("/trial/linked").json == {"token": None}


def test_a_token_too_long_for_a_cookie_is_no_token(browser: PageClient) -> None:
    browser.get("/trial/link/" + "x" * 5000)
    assert browser.get("/trial/linked").json == {"token": None}
