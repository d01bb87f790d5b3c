"""The language switch at the foot of a half-filled form, pressed by a person."""

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.journeys.gallery.signin import come_from
from tests.journeys.guest import arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("has_scripts", [True, False])
def test_what_was_typed_stays(browser: Browser, house: House, *, has_scripts: bool) -> None:
    """Trial, pages: fault 1."""
    with arriving(browser, house, "language", "de", has_scripts=has_scripts) as guest:
        guest.open("/register?portal=museum")
        guest.fill(given_name="Nele", email="nele@", password="Zug-nach-Husum-7")
        with guest.page.expect_navigation():
            guest.page.get_by_role("button", name="English").click()
        expect(guest.page.locator("html")).to_have_attribute("lang", "en")
        expect(guest.page.locator("[name=given_name]")).to_have_value("Nele")
        expect(guest.page.locator("[name=email]")).to_have_value("nele@")
        expect(guest.page.locator("[name=password]")).to_have_value("")
        expect(guest.page.locator("[aria-invalid]")).to_have_count(0)


def test_it_outweighs_what_the_application_asked_for(browser: Browser, house: House) -> None:
    """Trial, pages: fault 1."""
    with arriving(browser, house, "language", "de") as guest:
        come_from(guest, create_client(house.database))  # with ui_locales=de
        guest.fill(email=create_account(house.database).email)
        with guest.page.expect_navigation():
            guest.page.get_by_role("button", name="English").click()
        guest.language = "en"
        guest.look("switched")
        with guest.page.expect_navigation():
            guest.page.locator("main form .btn-primary").first.click()
        expect(guest.page.locator("html")).to_have_attribute("lang", "en")
        guest.submit(password=PASSWORD + "-wrong")
        expect(guest.page.locator("html")).to_have_attribute("lang", "en")
