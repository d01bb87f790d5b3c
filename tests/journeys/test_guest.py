"""The guest's own eyes: a planted fault is seen."""

import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.journeys.guest import arriving

pytestmark = pytest.mark.journey

PLANTED = {
    "a picture without words": "document.querySelector('main').append(new Image())",
    "a wide box": "Object.assign(document.querySelector('h1').style, {display: 'block', width: '900px'})",
    "a complaint": "console.error('planted')",
    "a foreign picture": "Object.assign(new Image(), {src: 'http://elsewhere.invalid/a.png'})",
    "pale words": "document.querySelector('h1').style.color = '#e0e0e0'",
}


@pytest.mark.parametrize("fault", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_seen(browser: Browser, trial: Trial, fault: str) -> None:
    with arriving(browser, trial, "planted", "de") as guest:
        guest.open(f"{trial.portals[0]}/sign-in")
        guest.page.evaluate(fault)
        with pytest.raises(AssertionError):
            guest.look("page")


def test_the_weight_of_a_page_is_known(browser: Browser, trial: Trial) -> None:
    with arriving(browser, trial, "planted", "de") as guest:
        guest.open(f"{trial.portals[0]}/sign-in")
        guest.look("page")
        assert sum(guest.sizes.values()) > 15_000
