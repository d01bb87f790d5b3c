"""Portal A: accounts come from operators and administrators; the person activates one by a mailed link."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.provisioning.databases import NewDatabase
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey
JOURNEY = "portal-a"
PASSWORD, NEXT_PASSWORD = "Hafen-Lampe-77-rot", "Deich-Krone-81-blau"


@pytest.fixture(scope="module")
def energy(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    with open_example(tmp_path_factory.mktemp("energy"), new_database, "a-energy") as house:
        yield house


@pytest.mark.parametrize(("screen", "has_scripts"), [("phone", True), ("desktop", False)])
def test_an_account_of_an_operator_is_activated_signed_in_to_and_given_another_password(
    browser: Browser, energy: House, screen: str, has_scripts: bool
) -> None:
    """Two pages with six fields, and the sign-in. A robot that opens the link and presses its button settles
    nothing."""
    email = f"mira.{screen}@anlagen.example"
    with arriving(browser, energy, JOURNEY, "de", screen, has_scripts=has_scripts) as guest:
        guest.open("/register")
        guest.expect_text("Für die Registrierung benötigen Sie eine Einladung.")

        energy.run("users", "create", "--email", email, "--given-name", "Mira")
        link = guest.link_in_mail(email, "/invitation/link/")
        assert mail_to(energy, email).subject == "Netzkraft Kontoaktivierung"
        open_as_a_robot(browser, link)
        assert states(energy)[email] == "opened"

        guest.open(link)
        guest.expect_text("Für Sie wurde ein Konto bei Netzkraft erstellt.")
        assert guest.page.input_value("[name=given_name]") == "Mira"
        guest.look("personal-data")
        guest.fill(profile_plant_power="29,70", profile_plant_since="2024-05-31")
        guest.submit(family_name="Albrecht", profile_plant="Husum Nord")
        choose_password(guest)

        guest.expect_text("Anmelden")
        assert guest.page.input_value("[name=email], [name=identifier]") == email
        sign_in(guest, PASSWORD)
        guest.expect_text("Ihr Zugang ist eingerichtet")
        guest.look("done")
        guest.open(link)
        guest.expect_text("Bereits beantwortet")

        guest.open("/account/password")
        guest.submit(password=NEXT_PASSWORD)
        guest.expect_at(f"{energy.issuer}/account/password?changed=1")
    assert states(energy)[email] == "accepted"


def test_an_administrator_invites_in_the_language_of_the_person_and_sends_again_by_one_click(
    browser: Browser, energy: House
) -> None:
    organization = create_organization(energy.database, "Solarhof GmbH")
    email = "ole@solarhof.example"
    with arriving(browser, energy, f"{JOURNEY}-chief", "de") as chief:
        administrator = create_account(energy.database, password=PASSWORD)
        join(energy.database, organization, administrator, role="administrator")
        chief.open(f"/organizations/{organization.id}/invitations/new")
        chief.sign_in(administrator.email, PASSWORD)
        chief.submit(addresses=email)
        chief.submit()
        chief.page.select_option("[name=invitation_language]", "en")
        chief.submit()

        with arriving(browser, energy, f"{JOURNEY}-invited", "en", "phone") as guest:
            first = guest.link_in_mail(email, "/invitation/link/")
            assert mail_to(energy, email).language == "en"
            chief.open(f"/organizations/{organization.id}/invitations")
            chief.look("invitations")
            chief.follow("main form[action$='/resend'] button")
            guest.open(first)
            guest.expect_text("This invitation no longer works")

            guest.open(guest.link_in_mail(email, "/invitation/link/", older=[first]))
            guest.expect_text("Solarhof GmbH")
            chief.open(f"/organizations/{organization.id}/invitations")
            chief.expect_text("geöffnet")
            guest.submit(given_name="Ole", family_name="Hansen")
            guest.press({"de": "Zurück", "en": "Back"})
            assert guest.page.input_value("[name=family_name]") == "Hansen"
            guest.submit()
            guest.look("password")
            guest.submit(password=PASSWORD)
            sign_in(guest, PASSWORD)
            guest.expect_text("Welcome to Solarhof GmbH")
        chief.open(f"/organizations/{organization.id}/invitations")
        chief.expect_text("angenommen")


def choose_password(guest: Guest) -> None:
    """The rules tick off while the password is typed, and are checked again when it is sent."""
    ticks = guest.page.locator("[data-rules] [data-pattern] [data-state]")
    assert ticks.count() == 4 or not guest.has_scripts
    if guest.has_scripts:
        guest.fill(password="hafen")
        assert any("noch nicht erfüllt" in each.inner_text() for each in ticks.all())
        guest.fill(password=PASSWORD)
        assert {each.inner_text().strip() for each in ticks.all()} == {"(erfüllt)"}
    guest.submit(password="hafenlampe")
    expect(guest.page.locator("[name=password]")).to_have_attribute("aria-invalid", "true")
    guest.submit(password=PASSWORD)


def open_as_a_robot(browser: Browser, link: str) -> None:
    """Without the cookies of the person, with scripts, and pressing the button of each page that follows."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    for _ in range(2):
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
    context.close()


def sign_in(guest: Guest, password: str) -> None:
    guest.submit()
    guest.submit(password=password)


def mail_to(energy: House, email: str) -> Any:
    return Mailbox(energy.database, energy.box).to(email)[-1]


def states(energy: House) -> Mapping[str, str]:
    """How far each activation is, as operators see it."""
    return {each["email"]: each["state"] for each in json.loads(energy.run("users", "invitations", "--json"))}
