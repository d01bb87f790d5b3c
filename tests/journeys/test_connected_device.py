"""A television shows a code, and its person connects it with a phone or at a desk."""

import pytest
import requests
from playwright.sync_api import Browser, expect

from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from tests.factories.accounts import PASSWORD, create_account
from tests.journeys.gallery.connected_devices import ask_as_device
from tests.journeys.guest import arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("language", "screen", "has_scripts", "button"),
    [("de", "phone", True, "connect"), ("en", "desktop", False, "decline")],
)
def test_a_person_decides_about_a_device(
    browser: Browser, house: House, language: str, screen: str, has_scripts: bool, button: str
) -> None:
    person, codes = create_account(house.database), ask_as_device(house)
    asked = {"grant_type": DEVICE_CODE_GRANT, "client_id": codes["client_id"], "device_code": codes["device_code"]}
    with arriving(browser, house, "device", language, screen, has_scripts=has_scripts) as guest:
        guest.open("/device")
        guest.submit(user_code="bbbbbbbb")
        expect(guest.page.locator("[name=user_code]")).to_have_attribute("aria-invalid", "true")
        guest.submit(user_code=codes["user_code"].lower().replace("-", " "))
        guest.sign_in(person.email, PASSWORD)
        guest.expect_text(codes["user_code"])
        guest.look("confirm")
        guest.follow(f"[value={button}]")
        guest.look("end")
        guest.page.go_back()
        assert guest.page.url.endswith("/end"), "Back leads to what became of the device"
    answer = requests.post(f"{house.issuer}/token", data=asked, timeout=10).json()
    assert "access_token" in answer if button == "connect" else answer["error"] == "access_denied"
