"""Without a mouse: everything is reached with the tab key, in an order that makes sense."""

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.accounts import PASSWORD, create_account
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.journeys.phone import code_of, wait_for_room

pytestmark = pytest.mark.journey

LONGEST_WAY = 60
WRONG = "not-the-password"


def tab_to(guest: Guest, selector: str) -> None:
    """Press tab until this holds the focus, which must be seen at each stop."""
    wanted = guest.page.locator(selector).first
    for _ in range(LONGEST_WAY):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        guest.page.keyboard.press("Tab")
        stop = guest.page.locator(":focus")
        style = stop.evaluate("each => { const s = getComputedStyle(each); return [s.outlineStyle, s.outlineWidth] }")
        assert style[0] != "none" and float(style[1].removesuffix("px")) >= 2, stop.evaluate("each => each.outerHTML")
    raise AssertionError(f"{selector} can't be reached by the tab key on {guest.page.url}")


def press(guest: Guest, key: str) -> None:
    """A key that leads to another page."""
    with guest.page.expect_navigation():
        guest.page.keyboard.press(key)


def type_and_send(guest: Guest, text: str) -> None:
    guest.page.keyboard.type(text)
    press(guest, "Enter")


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_signing_in_and_connecting_an_app(browser: Browser, house: House) -> None:
    person = create_account(house.database)
    with arriving(browser, house, "keyboard", "de") as guest:
        guest.open("/signin?next=/account/security")
        # The one field of each step has the focus from the start.
        expect(guest.page.locator("[name=email]")).to_be_focused()
        press(guest, "Enter")
        expect(guest.page.locator("[name=email][aria-invalid]")).to_be_focused()
        type_and_send(guest, person.email)
        expect(guest.page.locator("[name=password]")).to_be_focused()
        type_and_send(guest, WRONG)
        expect(guest.page.locator("[name=password][aria-invalid]")).to_be_focused()
        guest.page.keyboard.type(PASSWORD)
        tab_to(guest, "[data-reveal]")  # after its field
        guest.page.keyboard.press("Space")
        expect(guest.page.locator("[name=password]")).to_have_attribute("type", "text")
        tab_to(guest, "main form .btn-primary")
        press(guest, "Space")
        guest.expect_at(f"{house.issuer}/account/security")

        tab_to(guest, ".skip")
        guest.page.keyboard.press("Enter")
        expect(guest.page.locator("main")).to_be_focused()
        tab_to(guest, "#totp a.btn")
        press(guest, "Enter")
        tab_to(guest, "main summary")
        guest.page.keyboard.press("Space")
        expect(guest.page.locator("#secret-shown")).to_be_visible()
        secret = guest.page.locator("#secret").text_content() or ""
        tab_to(guest, "[name=code]")
        wait_for_room()
        type_and_send(guest, code_of(secret))
        tab_to(guest, "main .btn-primary")
        press(guest, "Enter")  # recovery codes
        tab_to(guest, "main a.btn-primary")
        press(guest, "Enter")
        guest.open("/account/security")
        expect(guest.page.locator("#totp .tag-success")).to_be_visible()


def test_nothing_moves_for_whoever_wants_it_still(browser: Browser, house: House) -> None:
    durations = "each => { const s = getComputedStyle(each); return s.transitionDuration }"
    with arriving(browser, house, "keyboard", "de") as guest:
        guest.open("/signin")
        button = guest.page.locator("main .btn-primary")
        assert set(button.evaluate(durations).split(", ")) == {"0s"}
        guest.page.emulate_media(reduced_motion="no-preference")
        assert set(button.evaluate(durations).split(", ")) != {"0s"}
