"""What administrators do to a member, as the member's portal sees it."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from idp.accounts.models import Account
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_product, join
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House, start_program
from tests.journeys.labels import ENDED
from tests.journeys.portals import Portal, open_portals

pytestmark = pytest.mark.journey
SAVE = {"de": "Speichern", "en": "Save"}
REMOVE = "Mitglied entfernen"
ADMINISTRATORS_ONLY = "Das können nur Administratoren der Organisation"


@pytest.fixture(scope="module")
def portal(house: House) -> Iterator[Portal]:
    """One that is told of endings, which takes a worker."""
    worker = start_program(house.folder, "worker")
    with open_portals(house) as (portal, _):
        yield portal
    worker.stop()


@pytest.fixture
def organization(house: House) -> Organization:
    organization = create_organization(house.database, "Hafenwerk GmbH")
    for name in ("Wiki", "Shop"):
        give_product(house.database, organization, name)
    return organization


@pytest.fixture
def chief(browser: Browser, house: House, organization: Organization) -> Iterator[Guest]:
    with arriving(browser, house, "members-at-portals", "de") as chief:
        join(house.database, organization, house.let_in(chief), role="administrator")
        yield chief


@pytest.fixture
def person(house: House, organization: Organization) -> Account:
    person = create_account(house.database, given_name="Mira", family_name="Albrecht")
    join(house.database, organization, person)
    return person


@pytest.fixture
def guest(browser: Browser, house: House, portal: Portal, person: Account) -> Iterator[Guest]:
    """The member, who is signed in at the portal."""
    with arriving(browser, house, "members-at-portals-member", "de") as guest:
        house.let_in(guest, person)
        guest.open(f"{portal.url}/sign-in")
        guest.expect_at(f"{portal.url}/")
        yield guest


def open_member(chief: Guest, organization: Organization) -> None:
    chief.open(f"/organizations/{organization.id}/members")
    chief.page.get_by_role("link", name="Mira Albrecht").click()


def products_told(guest: Guest) -> list[str]:
    claims = json.loads(guest.page.locator("#userinfo").text_content() or "")
    products: list[str] = claims["organization"]["products"]
    return products


def test_a_member_has_the_products_that_were_selected_and_no_pages_of_administrators(
    chief: Guest, guest: Guest, portal: Portal, organization: Organization
) -> None:
    """Issue 10, item 1."""
    assert products_told(guest) == []
    open_member(chief, organization)
    chief.page.get_by_label("Wiki").check()
    chief.press(SAVE)
    guest.open(portal.url)
    assert products_told(guest) == ["wiki"]

    guest.open(f"/organizations/{organization.id}")
    expect(guest.page.get_by_role("link", name="Einladungen")).to_have_count(0)
    for page in ("members", "invitations", "requests"):
        guest.open(f"/organizations/{organization.id}/{page}")
        guest.expect_text(ADMINISTRATORS_ONLY)
    guest.look("administrators-only")


def test_removing_a_member_ends_the_session_at_the_portal(
    chief: Guest, guest: Guest, house: House, portal: Portal, organization: Organization, person: Account
) -> None:
    """The portal is told by back-channel logout, and does not have to ask. Issue 10, item 7."""
    guest.expect_text("Mira Albrecht")
    assert person.id in {visit.person["sub"] for visit in portal.visits.values()}
    open_member(chief, organization)
    chief.page.locator("summary", has_text=REMOVE).click()
    chief.page.get_by_role("button", name=REMOVE).click()
    chief.expect_text("Die Person gehört nicht mehr zur Organisation.")

    while state_of_logout(house, person) in {"queued", "sending"}:
        guest.page.wait_for_timeout(50)
    assert state_of_logout(house, person) == "delivered"
    assert person.id not in {visit.person["sub"] for visit in portal.visits.values()}
    guest.open(portal.url)
    guest.expect_text(ENDED["de"])


def state_of_logout(house: House, person: Account) -> str:
    state: str = house.database.one(select(LogoutDelivery.state).where(LogoutDelivery.subject == person.id))
    return state
