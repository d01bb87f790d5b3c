"""The six cells of a code: one field for people, password managers and screen readers, which sends itself once."""

import pytest
from playwright.sync_api import Browser, expect

from idp.accounts.models import Account
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.admissions import create_admission
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey

CODE = "main [name=code]"
WRONG = "000000"


@pytest.fixture
def person(house: House) -> Account:
    return create_account(house.database)


def arrive(guest: Guest, house: House, person: Account) -> None:
    create_admission(house.database, person, "club")
    guest.open("/signin?next=/account")
    guest.sign_in(person.email, PASSWORD)
    guest.page.wait_for_url("**/factor/mailed-code")


def mailed_code(house: House, person: Account) -> str:
    return Mailbox(house.database, house.box).to(person.email)[-1].code


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_the_sixth_digit_sends_it(browser: Browser, house: House, person: Account) -> None:
    """Trial, pages: improvement 9."""
    with arriving(browser, house, "code-field", "de", "phone") as guest:
        arrive(guest, house, person)
        code = mailed_code(house, person)
        guest.page.locator(CODE).press_sequentially(code[:5])
        guest.page.wait_for_timeout(200)
        guest.page.wait_for_url("**/factor/mailed-code")
        guest.page.locator(CODE).press_sequentially(code[5:])
        guest.page.wait_for_url("**/account")


def test_what_is_pasted_with_spaces_is_the_code(browser: Browser, house: House, person: Account) -> None:
    """Trial, pages: improvement 9."""
    with arriving(browser, house, "code-field", "en") as guest:
        arrive(guest, house, person)
        code = mailed_code(house, person)
        guest.page.locator(CODE).focus()
        guest.page.keyboard.insert_text(f" {code[:3]} {code[3:]}")
        guest.page.wait_for_url("**/account")


def test_after_an_error_the_button_sends_it(browser: Browser, house: House, person: Account) -> None:
    """Trial, pages: improvement 9."""
    with arriving(browser, house, "code-field", "de") as guest:
        arrive(guest, house, person)
        with guest.page.expect_navigation():
            guest.page.locator(CODE).press_sequentially(WRONG)
        expect(guest.page.locator(f"{CODE}[aria-invalid]")).to_be_focused()
        sent: list[str] = []
        guest.page.on("request", lambda request: sent.append(request.method))
        guest.page.locator(CODE).press_sequentially("111111")
        guest.page.wait_for_timeout(500)
        assert "POST" not in sent
        expect(guest.page.locator(CODE)).to_have_value("111111")


def test_it_is_one_field_and_needs_no_script(browser: Browser, house: House, person: Account) -> None:
    """Trial, pages: improvement 9."""
    with arriving(browser, house, "code-field", "de", has_scripts=False) as guest:
        arrive(guest, house, person)
        field = guest.page.locator(CODE)
        expect(field).to_have_count(1)
        expect(field).to_have_attribute("autocomplete", "one-time-code")
        assert int(field.get_attribute("maxlength") or 100) > len("123 456")
        expect(guest.page.locator("[id$=-auto]")).to_be_hidden()
        code = mailed_code(house, person)
        guest.submit(code=f"{code[:3]} {code[3:]}")
        guest.page.wait_for_url("**/account")


@pytest.mark.parametrize(("width", "letters"), [(1280, 100), (320, 100), (320, 200)])
@pytest.mark.parametrize("colours", ["none", "active"])
def test_each_digit_stands_in_its_cell(
    browser: Browser, house: House, person: Account, width: int, letters: int, colours: str
) -> None:
    """The cells fit into the sheet, keep a border in forced colours, and the sixth is not scrolled away."""
    with arriving(browser, house, "code-field", "de") as guest:
        guest.page.set_viewport_size({"width": width, "height": 900})
        guest.page.emulate_media(forced_colors=colours)
        arrive(guest, house, person)
        guest.page.evaluate("size => document.documentElement.style.fontSize = size", f"{letters}%")
        guest.page.locator(CODE).evaluate("each => { each.value = '123456'; each.setSelectionRange(6, 6) }")
        boxes = [each.bounding_box() for each in guest.page.locator(".cells > span > span").all()]
        sheet = guest.page.locator("main").bounding_box()
        scrolled = guest.page.locator(CODE).evaluate("each => each.scrollLeft")
        border = guest.page.locator(".cells > span > span").first.evaluate("e => getComputedStyle(e).borderTopWidth")
        assert len(boxes) == 6 and sheet is not None
        assert all(box is not None and box["x"] + box["width"] <= sheet["x"] + sheet["width"] for box in boxes)
        assert (scrolled, border) == (0, "1px")
