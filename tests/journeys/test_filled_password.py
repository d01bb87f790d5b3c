"""A password manager fills the first page, which has a field for the password out of sight.

The browser's own managers can't be driven; what they do to the page is done by script. Trial row F17.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from idp.accounts.models import Account
from tests.factories.accounts import PASSWORD, create_account
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)]

FILL = """
values => Object.entries(values).forEach(([name, value]) => {
  const field = document.querySelector(`main [name=${name}]`);
  const kind = {bubbles: true, inputType: "insertReplacementText", data: value};
  field.dispatchEvent(new InputEvent("beforeinput", kind));
  field.value = value;
  field.dispatchEvent(new InputEvent("input", kind));
})
"""


@pytest.fixture
def person(house: House) -> Account:
    return create_account(house.database)


@pytest.fixture
def guest(browser: Browser, house: House, person: Account) -> Iterator[Guest]:
    """At the first page, once a manager has filled it."""
    with arriving(browser, house, "filled-password", "de", "phone") as guest:
        guest.open("/signin?next=/account")
        guest.page.evaluate(FILL, {"email": person.email, "current_password": PASSWORD})
        yield guest


def test_one_press_signs_in(guest: Guest, house: House, person: Account) -> None:
    guest.look("filled")
    guest.follow("main form .btn-primary")
    guest.expect_at(f"{house.issuer}/account")
    guest.expect_text(person.email)


def test_for_another_name_the_password_is_asked_for(guest: Guest, house: House) -> None:
    other = create_account(house.database)
    name = guest.page.locator("main [name=email]")
    name.press("ControlOrMeta+a")
    name.press_sequentially(other.email)
    expect(guest.page.locator("main [name=current_password]")).to_have_value("")
    guest.follow("main form .btn-primary")
    guest.expect_text(other.email)
    expect(guest.page.locator("main [name=password]")).to_be_focused()


def test_the_tab_key_passes_the_field_by(guest: Guest) -> None:
    guest.page.locator("main [name=email]").press("Tab")
    expect(guest.page.locator(":focus")).to_be_visible()
    expect(guest.page.locator("main [name=current_password]")).not_to_be_focused()
