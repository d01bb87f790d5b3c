"""A mailed link leaves the address bar at once."""

from collections.abc import Iterator

import pytest
import time_machine

from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.one_time_links.purposes import LinkPurpose
from idp.infrastructure.web.application import Application
from tests.provisioning.pages import PageClient

pytestmark = pytest.mark.threat(78)
PURPOSES = [LinkPurpose(f"purpose_{number}", "trial.open") for number in range(4)]


@pytest.fixture
def opened(app: Application) -> Iterator[list[str | None]]:
    """A browser that has opened a link of each purpose, one after the other; what it keeps of each."""
    with app.test_request_context():
        for purpose in PURPOSES:
            remember_link(purpose, f"token of {purpose.key}")
        yield [remembered_link(purpose) for purpose in PURPOSES]


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
    clock.shift(60 * 60)
    assert browser.get("/trial/linked").json == {"token": "s3cret"}
    clock.shift(1)
    assert browser.get("/trial/linked").json == {"token": None}


def test_a_token_too_long_for_a_cookie_is_no_token(browser: PageClient) -> None:
    browser.get("/trial/link/" + "x" * 5000)
    assert browser.get("/trial/linked").json == {"token": None}


def test_links_for_three_things_are_kept_beside_each_other(opened: list[str | None]) -> None:
    assert opened == [None, "token of purpose_1", "token of purpose_2", "token of purpose_3"]


def test_one_that_is_opened_again_takes_the_place_of_no_other(opened: list[str | None]) -> None:
    remember_link(PURPOSES[1], "newer")

    assert [remembered_link(each) for each in PURPOSES] == [None, "newer", "token of purpose_2", "token of purpose_3"]


def test_the_others_stay_when_one_is_forgotten(opened: list[str | None]) -> None:
    forget_link(PURPOSES[2])

    assert [remembered_link(each) for each in PURPOSES] == [None, "token of purpose_1", None, "token of purpose_3"]


@pytest.mark.parametrize(("length", "is_kept"), [(128, True), (129, False)])
def test_the_longest_token_that_is_kept(app: Application, length: int, is_kept: bool) -> None:
    with app.test_request_context():
        remember_link(PURPOSES[0], "x" * length)
        assert (remembered_link(PURPOSES[0]) is not None) is is_kept
