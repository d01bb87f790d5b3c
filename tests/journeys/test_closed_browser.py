"""Closing the browser, and coming back."""

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

WAYS = pytest.mark.parametrize(
    ("browser", "language", "screen", "has_scripts"),
    [("chromium", "de", "desktop", True), ("chromium", "en", "phone", False), ("firefox", "de", "phone", True)],
    indirect=["browser"],
)


def sign_in(guest: Guest, email: str, *, tick: str | None = None) -> None:
    guest.open("/signin?next=/account")
    guest.submit(email=email)
    if tick:
        guest.page.locator(f"[name={tick}][type=checkbox]").check()
    guest.submit(password=PASSWORD)


@WAYS
def test_remembered(browser: Browser, house: House, language: str, screen: str, has_scripts: bool) -> None:
    person = create_account(house.database)
    with arriving(browser, house, "remembered", language, screen, has_scripts=has_scripts) as guest:
        sign_in(guest, person.email, tick="remember")
        for _ in range(2):  # each return brings a new value, which has to be kept as well
            guest.close_and_open()
            guest.open("/account")
            guest.expect_at(f"{house.issuer}/account")
            guest.expect_text(person.email)
        guest.open("/account/sessions")
        guest.look("listed")
        guest.page.locator("section[aria-labelledby=remembered] form button").click()
        guest.page.wait_for_load_state()
        guest.close_and_open()
        guest.open("/account")
        expect(guest.page.locator("main [name=email]")).to_be_visible()


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_not_remembered(browser: Browser, house: House) -> None:
    person = create_account(house.database)
    with arriving(browser, house, "remembered", "de") as guest:
        sign_in(guest, person.email)
        guest.expect_at(f"{house.issuer}/account")
        guest.close_and_open()
        guest.open("/account")
        expect(guest.page.locator("main [name=email]")).to_be_visible()


@WAYS
def test_a_trusted_device_is_not_asked_for_the_second_factor(
    browser: Browser, house: House, language: str, screen: str, has_scripts: bool
) -> None:
    person = create_account(house.database)
    app = create_app_of(house.database, house.box, person)
    with arriving(browser, house, "trusted", language, screen, has_scripts=has_scripts) as guest:
        sign_in(guest, person.email)
        guest.page.locator("[name=trust][type=checkbox]").check()
        guest.look("ticked")
        guest.submit(code=app.code())
        guest.expect_at(f"{house.issuer}/account")
        guest.close_and_open()
        sign_in(guest, person.email)
        guest.expect_at(f"{house.issuer}/account")
    with arriving(browser, house, "trusted", language, screen, has_scripts=has_scripts) as elsewhere:
        sign_in(elsewhere, person.email)
        elsewhere.expect_at(f"{house.issuer}/signin/")
        expect(elsewhere.page.locator("[name=code]")).to_be_visible()
