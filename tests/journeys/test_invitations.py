"""Invited to an organization: a new person, a person with an account, a refusal, and a link that was withdrawn."""

import re

import pytest
from playwright.sync_api import Browser

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.organizations import create_organization, join
from tests.factories.registration_pages import NEW_PASSWORD
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey
ACCEPTED = {"de": "Willkommen bei Hafenwerk GmbH", "en": "Welcome to Hafenwerk GmbH"}
DECLINED = {"de": "Einladung abgelehnt", "en": "Invitation declined"}
SIGN_IN = {"de": "Anmelden und antworten", "en": "Sign in to answer"}
GONE = {"de": "gilt nicht mehr", "en": "no longer works"}


@pytest.mark.parametrize(("language", "screen", "has_scripts"), [("de", "phone", True), ("en", "desktop", False)])
def test_an_organization_invites_and_people_answer(
    browser: Browser, house: House, language: str, screen: str, has_scripts: bool
) -> None:
    organization = create_organization(house.database, "Hafenwerk GmbH")
    known = [create_account(house.database, language=language) for _ in range(2)]
    new, late = (f"{name}.{organization.id[-6:]}@hafenwerk.example" for name in ("neu", "spaet"))
    with (
        arriving(browser, house, "invitations-chief", language, screen, has_scripts=has_scripts) as chief,
        arriving(browser, house, "invitations-invited", language, screen, has_scripts=has_scripts) as guest,
    ):
        join(house.database, organization, house.let_in(chief), role="administrator")
        invite(chief, organization.id, [new, late, *(account.email for account in known)])

        guest.open(guest.link_in_mail(new, "/invitation/link/"))
        guest.submit(given_name="Nele", family_name="Neumann", password=NEW_PASSWORD)
        guest.expect_text(ACCEPTED[language])

        guest.open(guest.link_in_mail(known[0].email, "/invitation/link/"))
        guest.press(SIGN_IN)
        guest.submit(password=PASSWORD)
        guest.expect_at(f"{house.issuer}/invitation")
        guest.follow("main form .btn-secondary")
        guest.expect_text(DECLINED[language])

        guest.open(guest.link_in_mail(known[1].email, "/invitation/link/"))
        guest.press(SIGN_IN)
        guest.submit(password=PASSWORD)
        guest.expect_at(f"{house.issuer}/invitation")

        chief.open(f"/organizations/{organization.id}/invitations?q={late}")
        chief.follow("main .data tbody a")
        chief.page.locator("main .ask summary").click()
        chief.follow("main .ask-form button")
        guest.open(guest.link_in_mail(late, "/invitation/link/"))
        guest.expect_text(GONE[language])


def invite(chief: Guest, organization_id: str, addresses: list[str]) -> None:
    """Through the three steps of the wizard."""
    chief.open(f"/organizations/{organization_id}/invitations/new")
    chief.submit(addresses="\n".join(addresses))
    chief.submit()
    chief.submit()
    assert re.match(str(len(addresses)), chief.page.locator("main h1").inner_text())
