"""Portal D: the first user's account comes with the customer's organization, further ones are created by the user, and
who is invited belongs to several."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.examples import open_example
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.journeys.portals import Portal, open_portal
from tests.provisioning.databases import NewDatabase

pytestmark = pytest.mark.journey
JOURNEY = "portal-d"
PASSWORD = "Leuchtturm-wandert-4"
HOME = "https://admin.heimathafen.example/"
FIRST, SECOND = "mara@heimat.example", "jost@heimat.example"


@pytest.fixture(scope="module")
def hosting(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    with open_example(tmp_path_factory.mktemp("hosting"), new_database, "d-hosting") as house:
        yield house


@pytest.fixture
def portal(hosting: House) -> Iterator[Portal]:
    with open_portal(hosting, "heimathafen") as portal:
        yield portal


def told(guest: Guest) -> dict[str, Any]:
    """The organization that the portal of this page was told of by userinfo."""
    claims = json.loads(guest.page.locator("#userinfo").text_content() or "")
    organization: dict[str, Any] = claims["organization"]
    return organization


def register(guest: Guest, portal: Portal, email: str, name: str, company: str | None) -> None:
    """Three pages with four fields, one choice and one tick; then the mail, and the portal."""
    guest.open(f"{portal.url}/sign-in")
    guest.press({"de": "Registrieren", "en": "Register"})
    guest.submit(given_name=name, family_name="Petersen", email=email)
    guest.look("organization")
    guest.page.check(f"[name=kind][value={'company' if company else 'private'}]")
    guest.submit(**({"company": company} if company else {}))
    guest.page.check("[name=text_terms]")
    guest.submit(password=PASSWORD)
    guest.open(guest.link_in_mail(email, "/register/confirm/"))
    guest.submit()
    guest.expect_at(f"{portal.url}/")


def test_accounts_come_with_organizations_and_people_belong_to_several(
    browser: Browser, hosting: House, portal: Portal
) -> None:
    with arriving(browser, hosting, JOURNEY, "de") as mara, arriving(browser, hosting, JOURNEY, "de", "phone") as jost:
        register(mara, portal, FIRST, "Mara", "Petersen Boote GmbH")
        own = told(mara)
        assert (own["name"], own["roles"]) == ("Petersen Boote GmbH", ["administrator"])
        register(jost, portal, SECOND, "Jost", None)
        assert told(jost)["name"] == "Jost Petersen"

        mara.open("/organizations/new")
        mara.page.check("[name=kind][value=company]")
        mara.submit(company="Petersen Werft GmbH")
        mara.expect_text("Petersen Werft GmbH")

        invite(mara, own["id"], SECOND)
        jost.open(jost.link_in_mail(SECOND, "/invitation/link/"))
        jost.leave_for(HOME)
        jost.open(portal.url)
        assert told(jost)["name"] == "Jost Petersen"
        jost.follow("text=Petersen Boote GmbH")
        jost.expect_at(f"{portal.url}/")
        assert (told(jost)["id"], told(jost)["roles"]) == (own["id"], ["member"])
        jost.open(f"/organizations/{own['id']}")
        assert "Petersen Werft" not in jost.page.inner_text("body")


def invite(chief: Guest, organization_id: str, address: str) -> None:
    """Through the three steps of the wizard, as a person with limited rights."""
    chief.open(f"/organizations/{organization_id}/invitations/new")
    chief.submit(addresses=address)
    chief.submit()
    chief.submit()
