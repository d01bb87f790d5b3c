"""Without a mouse: everything is reached with the tab key, in an order that makes sense."""

import pytest
from playwright.sync_api import Browser, expect

from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import MULTI, create_app_of
from tests.factories.registration_pages import NEW_PASSWORD
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


def test_registering_and_confirming(browser: Browser, house: House) -> None:
    """What is wrong is reached from the list of it; in the end the person is signed in."""
    email = f"tasten.{current_time():%H%M%S%f}@kunde.example"
    with arriving(browser, house, "keyboard", "de") as guest:
        guest.open("/register?portal=shop")
        expect(guest.page.locator("[name=given_name]")).to_be_focused()
        guest.page.keyboard.type("Nele")
        tab_to(guest, "[name=email]")
        guest.page.keyboard.type("nele")
        tab_to(guest, "[name=password]")
        type_and_send(guest, NEW_PASSWORD)
        tab_to(guest, "#errors a[href='#email']")
        guest.page.keyboard.press("Enter")
        expect(guest.page.locator("[name=email]")).to_be_focused()
        guest.page.keyboard.press("ControlOrMeta+A")
        guest.page.keyboard.type(email)
        expect(guest.page.locator("#password-hint")).to_be_visible()
        tab_to(guest, "[name=password]")
        guest.page.keyboard.type(NEW_PASSWORD)
        guest.page.locator("[name=family_name]").focus()
        type_and_send(guest, "Neumann")
        guest.open(guest.link_in_mail(email, "/register/confirm/"))
        tab_to(guest, "main .btn-primary")
        press(guest, "Enter")
        guest.expect_at(f"{house.issuer}/")
        expect(guest.page.locator("main")).to_contain_text("Nele")


def test_a_new_password_by_mail(browser: Browser, house: House) -> None:
    person = create_account(house.database)
    with arriving(browser, house, "keyboard", "de") as guest:
        guest.open("/password-reset")
        expect(guest.page.locator("[name=email]")).to_be_focused()
        type_and_send(guest, person.email)
        tab_to(guest, "main summary")
        guest.page.keyboard.press("Space")
        guest.open(guest.link_in_mail(person.email, "/password-reset/link/"))
        expect(guest.page.locator("[name=password]")).to_be_focused()
        type_and_send(guest, "short")
        expect(guest.page.locator("[name=password][aria-invalid]")).to_be_focused()
        type_and_send(guest, NEW_PASSWORD)
        guest.expect_at(f"{house.issuer}/")


def test_securing_an_account(browser: Browser, house: House) -> None:
    """Its three steps, and a second factor chosen on the way."""
    person = create_account(house.database)
    with arriving(browser, house, "keyboard", "de") as guest, arriving(browser, house, "keyboard", "de") as other:
        for each in (guest, other):
            each.open("/signin")
            each.sign_in(person.email, PASSWORD)
        guest.open(guest.link_in_mail(person.email, "/secure-account/"))
        tab_to(guest, "main .btn-danger")
        press(guest, "Space")
        expect(guest.page.locator("[name=password]")).to_be_focused()
        type_and_send(guest, NEW_PASSWORD)
        guest.expect_at(f"{house.issuer}/secure-account/second-factor")
        tab_to(guest, "button.choice[value=totp]")
        press(guest, "Enter")
        guest.page.wait_for_url("**/account/security/totp**")
        guest.open("/secure-account/second-factor")
        tab_to(guest, "main a.btn")
        press(guest, "Enter")
        tab_to(guest, "main a.btn-primary")
        press(guest, "Enter")
        guest.expect_at(f"{house.issuer}/")


def test_confirming_who_one_is_and_typing_a_code(browser: Browser, house: House) -> None:
    """Trial, pages: improvements 1 and 9."""
    person = create_account(house.database)
    app = create_app_of(house.database, house.box, person)
    with arriving(browser, house, "keyboard", "de") as guest:
        house.let_in(guest, person, authenticated_at=current_time().replace(year=2025), **MULTI)
        guest.open("/account/password")
        tab_to(guest, "[name=password]")
        type_and_send(guest, NEW_PASSWORD)
        expect(guest.page.locator("[name=password]")).to_be_focused()
        type_and_send(guest, WRONG)
        expect(guest.page.locator("[name=password][aria-invalid]")).to_be_focused()
        type_and_send(guest, PASSWORD)
        expect(guest.page.locator("[name=code]")).to_be_focused()
        wait_for_room()
        type_and_send(guest, app.code())
        guest.expect_at(f"{house.issuer}/account/password?changed=1")
