"""In forced colours, where backgrounds and shadows of ours are gone, every state can still be seen."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.gallery import PAGES, account, links
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

ROOMS = (account, links)
WITHOUT = "(each, name) => each.hasAttribute(name) ? each.removeAttribute(name) : each.classList.remove(name)"

# The page, what stands for the state, and the class or attribute that the state is.
STATES = [
    ("account-profile", ".menu [aria-current]", "aria-current"),
    ("account-profile-wrong", ".form-control.is-invalid", "is-invalid"),
    ("account-history", ".is-warning", "is-warning"),
    ("links-registration", ".steps-bar .is-current", "is-current"),
    ("links-check-mail", ".steps-bar .is-done", "is-done"),
    ("links-registration", ".btn-primary", "btn-primary"),
    ("links-registration", ".languages [aria-current]", "aria-current"),
]


def arrive(guest: Guest, house: House, name: str, scheme: str) -> Page:
    guest.page.emulate_media(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
    PAGES[name].arrive(guest, house)
    return guest.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "selector", "state"), STATES)
def test_a_state_can_be_seen(browser: Browser, house: House, name: str, selector: str, state: str, scheme: str) -> None:
    """Trial, pages: fault 4."""
    with arriving(browser, house, "forced", "de") as guest:
        part = arrive(guest, house, name, scheme).locator(selector).first.element_handle()
        assert part is not None
        with_state = part.screenshot()
        part.evaluate(WITHOUT, state)
        assert part.screenshot() != with_state


def test_a_rule_shows_a_tick_only_when_it_is_met(browser: Browser, house: House) -> None:
    """Trial, pages: fault 4."""
    with arriving(browser, house, "forced", "de") as guest:
        page = arrive(guest, house, "links-registration", "light")
        digit = page.locator(".rules li", has_text="Ziffer").locator(".tick .icon")
        expect(digit).to_be_hidden()
        guest.fill(password="7")
        expect(digit).to_be_visible()
        guest.fill(password="a")
        expect(digit).to_be_hidden()


def test_a_field_without_an_entry_meets_no_rule(browser: Browser, house: House) -> None:
    with arriving(browser, house, "forced", "de") as guest:
        page = arrive(guest, house, "links-registration", "light")
        ticks = page.locator(".rules .tick .icon")
        assert ticks.count() > 3
        assert [tick.is_visible() for tick in ticks.all()] == [False] * ticks.count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_code_to_scan_keeps_its_white_ground(browser: Browser, house: House, scheme: str) -> None:
    with arriving(browser, house, "forced", "de") as guest:
        page = arrive(guest, house, "account-app", scheme)
        ground = page.locator(".qr").evaluate("each => getComputedStyle(each).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
