"""An operator creates an account; its person sets it up, as portal A describes. A robot that opens the link settles
nothing."""

import os
import subprocess

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from idp.accounts.models import Account
from idp.invitations.models import Invitation
from tests.interop.provider import IDP
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey
PASSWORD = "Hafen-Lampe-77-rot"


@pytest.mark.parametrize(("screen", "has_scripts"), [("phone", True), ("desktop", False)])
def test_an_account_of_an_operator_is_set_up_and_signed_in_to(
    browser: Browser, house: House, screen: str, has_scripts: bool
) -> None:
    email = f"mira.{screen}@netzkraft.example"
    with arriving(browser, house, "activation", "de", screen, has_scripts=has_scripts) as guest:
        run(house, "users", "create", "--email", email, "--given-name", "Mira", "--portal", "society")
        link = guest.link_in_mail(email, "/invitation/link/")
        open_as_a_robot(browser, link)

        guest.open(link)
        guest.expect_text("Für Sie wurde ein Konto bei Gesellschaft erstellt.")
        assert guest.page.input_value("[name=given_name]") == "Mira"
        guest.look("set-up")
        guest.submit(family_name="Albrecht", password=PASSWORD)

        guest.expect_text("Anmelden")
        assert guest.page.input_value("[name=email], [name=identifier]") == email
        sign_in(guest)
        guest.expect_text("Ihr Zugang ist eingerichtet")
        guest.look("done")

        guest.open(link)
        guest.expect_text("Bereits beantwortet")
    assert progress(house, email) == "accepted"


def test_what_was_sent_again_voids_the_mail_before(browser: Browser, house: House) -> None:
    email = "ole@netzkraft.example"
    with arriving(browser, house, "activation", "de") as guest:
        run(house, "users", "create", "--email", email, "--portal", "society")
        first = guest.link_in_mail(email, "/invitation/link/")
        run(house, "users", "invite", email, "--portal", "society")

        guest.open(first)
        guest.expect_text("Diese Einladung gilt nicht mehr")
        guest.open(guest.link_in_mail(email, "/invitation/link/", older=[first]))
        guest.expect_text("Zugang einrichten")
    assert progress(house, email) == "opened"


def run(house: House, *arguments: str) -> None:
    words = [*IDP, "--config", str(house.folder / "config.toml"), *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    subprocess.run(words, env=inherited, cwd=house.folder, check=True, capture_output=True)


def open_as_a_robot(browser: Browser, link: str) -> None:
    """Without the cookies of the person, with scripts, and pressing the button."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.locator("main form button[type=submit]").last.click()
    context.close()


def sign_in(guest: Guest) -> None:
    guest.submit()
    guest.submit(password=PASSWORD)


def progress(house: House, email: str) -> str:
    of_account = (
        select(Invitation.state).join(Account, Account.id == Invitation.account_id).where(Account.email == email)
    )
    return house.database.one(of_account.where(Account.email == email))
