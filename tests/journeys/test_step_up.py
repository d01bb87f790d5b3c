"""An application asks for more than a password, and gets the truth."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from idp.sessions.models import Device
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.journeys.phone import connect_app
from tests.journeys.vault import STRONG, Vault, open_vault

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def vault(house: House) -> Iterator[Vault]:
    with open_vault(house) as vault:
        yield vault


def expect_vault(guest: Guest, *, is_open: bool) -> None:
    expect(guest.page.locator("h1")).to_have_text("Open" if is_open else "Shut")


def trusted_device(house: House, person: Account) -> Device:
    """One that is signed in without the second factor, unless an application asks for it."""
    until = current_time() + timedelta(days=30)
    device = Device(account_id=person.id, token_hash=new_token(), trusted_at=current_time(), trusted_until=until)
    house.database.save(device)
    return device


@pytest.mark.parametrize("how", ["wish", "demand"])
@pytest.mark.parametrize(("language", "screen", "has_scripts"), [("de", "desktop", True), ("en", "phone", False)])
def test_whoever_is_signed_in_is_asked_for_the_second_factor_alone(
    browser: Browser, house: House, vault: Vault, language: str, screen: str, has_scripts: bool, how: str
) -> None:
    person = create_account(house.database)
    app = create_app_of(house.database, house.box, person)
    with arriving(browser, house, "step-up", language, screen, has_scripts=has_scripts) as guest:
        house.let_in(guest, person, device_id=trusted_device(house, person).id)
        guest.open(f"{vault.url}/ask/nothing")
        before = vault.claims_shown_to(guest)
        expect_vault(guest, is_open=False)
        guest.open(f"{vault.url}/ask/{how}")
        assert guest.page.locator("[name=password]").count() == 0
        guest.look(f"asked-by-{how}")
        guest.submit(code=app.code())
        claims = vault.claims_shown_to(guest)
        expect_vault(guest, is_open=True)
        assert (claims["sub"], claims["acr"]) == (before["sub"], STRONG)
        assert set(claims["amr"]) >= {"otp", "mfa"}
        assert claims["auth_time"] >= before["auth_time"]
        guest.open(f"{vault.url}/ask/{how}")
        assert vault.claims_shown_to(guest)["acr"] == STRONG  # nobody is asked twice


def test_a_wish_lets_in_whoever_has_no_second_factor_and_says_so(browser: Browser, house: House, vault: Vault) -> None:
    with arriving(browser, house, "step-up", "de") as guest:
        guest.open(f"{vault.url}/ask/wish")
        guest.sign_in(create_account(house.database).email, PASSWORD)
        claims = vault.claims_shown_to(guest)
        expect_vault(guest, is_open=False)
        assert (claims["acr"] == STRONG, claims["amr"]) == (False, ["pwd"])


def test_a_demand_leads_to_setting_one_up(browser: Browser, house: House, vault: Vault) -> None:
    with arriving(browser, house, "step-up", "en", "phone") as guest:
        guest.open(f"{vault.url}/ask/demand")
        guest.sign_in(create_account(house.database).email, PASSWORD)
        guest.page.wait_for_url("**/enrol")
        guest.look("asked-to-set-up")
        guest.page.locator("main a[href*='/totp']").click()
        connect_app(guest)
        guest.submit()  # recovery codes
        guest.follow("main a.btn-primary")
        assert vault.claims_shown_to(guest)["acr"] == STRONG
        expect_vault(guest, is_open=True)
