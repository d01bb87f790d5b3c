"""The back button, a button pressed twice, a page open for too long: each leads on to the application.

Browsers differ in what they keep of a page that is left. Trial rows F7, F27.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.interactions.models import Interaction
from tests.factories.accounts import PASSWORD, create_account
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.journeys.vault import Vault, open_vault

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)]


@pytest.fixture(scope="module")
def vault(house: House) -> Iterator[Vault]:
    with open_vault(house) as vault:
        yield vault


@pytest.fixture
def person(house: House) -> Account:
    return create_account(house.database)


@pytest.fixture
def guest(browser: Browser, house: House, vault: Vault) -> Iterator[Guest]:
    """Sent to the provider by the application."""
    with arriving(browser, house, "browser-history", "de", "phone") as guest:
        guest.open(f"{vault.url}/ask/nothing")
        yield guest


def test_back_after_the_sign_in_leads_on(guest: Guest, vault: Vault, person: Account) -> None:
    """Trial, pages: fault 7."""
    guest.sign_in(person.email, PASSWORD)
    signed_in = vault.claims_shown_to(guest)
    guest.page.go_back()
    assert vault.claims_shown_to(guest)["sub"] == signed_in["sub"]


def test_back_to_the_name_lets_another_one_sign_in(guest: Guest, house: House, vault: Vault, person: Account) -> None:
    guest.submit(email=create_account(house.database).email)
    guest.page.go_back()
    expect(guest.page.locator("main form .is-busy")).to_have_count(0)
    guest.sign_in(person.email, PASSWORD)
    assert vault.claims_shown_to(guest)["sub"] == person.id


def test_a_button_pressed_twice_sends_once(guest: Guest, vault: Vault, person: Account) -> None:
    guest.submit(email=person.email)
    guest.fill(password=PASSWORD)
    sent: list[str] = []
    guest.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    address = guest.page.url
    guest.page.locator("main form .btn-primary").dblclick()
    assert vault.claims_shown_to(guest)["sub"] == person.id
    assert sent.count(address) == 1


def test_a_page_open_for_too_long_starts_anew(guest: Guest, house: House, vault: Vault, person: Account) -> None:
    guest.submit(email=person.email)
    with house.database.transaction() as session:
        session.execute(update(Interaction).values(expires_at=current_time()))
    guest.submit(password=PASSWORD)
    guest.look("too-long")
    guest.follow("main .btn-primary")
    guest.sign_in(person.email, PASSWORD)
    assert vault.claims_shown_to(guest)["sub"] == person.id
