"""The guest's own eyes: a planted fault is seen."""

import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.journeys.guest import arriving

pytestmark = pytest.mark.journey

H1 = "document.querySelector('h1')"
PLANTED = {
    "a picture without words": ("document.querySelector('main').append(new Image())", "image-alt"),
    "pale words": (f"{H1}.style.color = '#e0e0e0'", "color-contrast"),
    "a wide box": (f"Object.assign({H1}.style, {{display: 'block', width: '900px'}})", "narrow: 9"),
    "a wide word at twice the size": (f"Object.assign({H1}.style, {{width: '45rem'}})", "pixels wide"),
    "a small button": (
        "Object.assign(document.querySelector('main .btn').style, {minHeight: 0, padding: 0, height: '20px'})",
        "smaller than 24",
    ),
    "a field that no manager knows": ("document.querySelector('main [name=email]').autocomplete = 'on'", "email"),
    "a password of nobody": (
        "document.querySelector('main [name=email]').parentElement.innerHTML = "
        "'<input type=password name=password autocomplete=current-password aria-label=Passwort>'",
        "whose password",
    ),
    "a complaint": ("console.error('planted')", "planted"),
    "a foreign picture": ("Object.assign(new Image(), {src: 'http://elsewhere.invalid/a.png'})", "elsewhere"),
}


@pytest.mark.parametrize(("fault", "told"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_seen(browser: Browser, trial: Trial, fault: str, told: str) -> None:
    with arriving(browser, trial, "planted", "de") as guest:
        guest.open(f"{trial.portals[0]}/sign-in")
        guest.page.evaluate(fault)
        with pytest.raises(AssertionError, match=told):
            guest.look("page")


def test_the_weight_of_a_page_is_known(browser: Browser, trial: Trial) -> None:
    with arriving(browser, trial, "planted", "de") as guest:
        guest.open(f"{trial.portals[0]}/sign-in")
        guest.look("page")
        assert sum(guest.observed.sizes.values()) > 15_000
