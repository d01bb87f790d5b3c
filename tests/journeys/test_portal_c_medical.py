"""Portal C, its registration: an employee of a customer, in two pages, approved, and completed in another browser.

The approval is an operator's here; that by administrators of the customer's organization is still to come.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey
JOURNEY = "portal-c"
PASSWORD = "Wartezimmer-9-gruen"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory, signing_keys: Sequence[Mapping[str, Any]]) -> Iterator[House]:
    with open_example(tmp_path_factory.mktemp("practice"), signing_keys, "c-medical") as house:
        house.run("customers", "create", "30815", "--name", "Praxis am Markt", "--postcode", "56068")
        yield house


def begin(guest: Guest, email: str, number: str = "30815", postcode: str = "56068") -> None:
    guest.open("/register")
    guest.submit(email=email, evidence_customer_number=number, evidence_postcode=postcode)


def open_as_a_robot(browser: Browser, link: str) -> None:
    """Without the cookies of the person, with scripts, and pressing every button."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    for button in range(page.locator("main form button[type=submit]").count()):
        page.goto(link)
        page.locator("main form button[type=submit]").nth(button).click()
    context.close()


def test_from_the_customer_number_to_the_password_in_another_browser(browser: Browser, practice: House) -> None:
    """Two pages with five fields, two buttons to confirm, then a greeting, two texts and the password."""
    email = "petra@praxis-am-markt.example"
    with arriving(browser, practice, JOURNEY, "de") as office:
        office.open("/register")
        office.look("evidence")
        begin(office, email)
        office.expect_text("Vorname")
        office.look("name")
        marketing = office.page.locator("main input[type=checkbox]")
        assert not any(marketing.nth(box).is_checked() for box in range(marketing.count()))
        office.fill(given_name="Petra", family_name="Lang")
        office.page.check("[name=text_privacy]")
        office.submit()
        office.expect_text("Link und Code gelten bis")

        link = office.link_in_mail(email, "/register/confirm/")
        open_as_a_robot(browser, link)
        assert not json.loads(practice.run("registrations", "list", "--state", "awaiting_approval", "--json"))
        office.open(link)
        office.look("confirm")
        office.submit()
        office.expect_text("Wir prüfen jetzt Ihre Registrierung.")

    (waiting,) = json.loads(practice.run("registrations", "list", "--state", "awaiting_approval", "--json"))
    practice.run("registrations", "approve", waiting["id"])

    with arriving(browser, practice, JOURNEY, "de", "phone") as phone:
        link = phone.link_in_mail(email, "/register/complete/")
        open_as_a_robot(browser, link)
        phone.open(link)
        phone.look("code")
        mail = Mailbox(practice.database, practice.box).to(email)[-1]
        phone.page.fill("[name=code]", mail.code)
        phone.page.wait_for_url("**/page/3")
        phone.expect_text("Willkommen bei Praxisnah.")
        phone.look("welcome")
        phone.submit()
        phone.page.check("[name=text_terms]")
        phone.submit()
        phone.page.check("[name=text_privacy]")
        phone.submit()
        phone.look("password")
        phone.submit(password=PASSWORD)
        phone.expect_text("Petra Lang")
        phone.open(link)
        phone.expect_text("Sie können sich anmelden.")

    shown = json.loads(practice.run("users", "show", email, "--json"))
    assert len([each for each in shown["agreements"] if each["text"] == "privacy"]) == 1


@pytest.mark.parametrize(("number", "postcode"), [("30815", "56069"), ("30816", "56068")], ids=["postcode", "number"])
def test_a_wrong_pair_is_told_in_one_sentence(browser: Browser, practice: House, number: str, postcode: str) -> None:
    with arriving(browser, practice, JOURNEY, "de") as guest:
        begin(guest, "falsch@praxis-am-markt.example", number, postcode)
        guest.expect_text("Zu diesen Angaben haben wir keinen Kunden gefunden.")


def test_the_way_back_keeps_what_was_entered(browser: Browser, practice: House) -> None:
    with arriving(browser, practice, JOURNEY, "de", has_scripts=False) as guest:
        begin(guest, "zurueck@praxis-am-markt.example")
        guest.press({"de": "Zurück", "en": "Back"})
        assert guest.page.input_value("[name=evidence_customer_number]") == "30815"
        guest.submit()
        guest.expect_text("Vorname")
