"""An organization is deleted: held at first, requested, kept by another administrator, requested again."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, select

from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey
HELD = "Bitte klären Sie zuerst Folgendes"
REQUESTED = "endgültig gelöscht"


@pytest.mark.parametrize(("screen", "has_scripts"), [("desktop", True), ("phone", False)])
def test_an_organization_is_deleted_unless_something_holds_it(
    browser: Browser, house: House, screen: str, has_scripts: bool
) -> None:
    """Issue 10, items 8 and "How it is shown"."""
    first = create_account(house.database, given_name="Grete", family_name="Hafen")
    organization = create_organization(house.database, "Hafenwerk GmbH", representative_id=first.id)
    house.database.save(OrganizationHold(organization_id=organization.id, portal="shop", hold="unpaid_invoices"))
    page = f"/organizations/{organization.id}/deletion"
    with (
        arriving(browser, house, "organization-deletion", "de", screen, has_scripts=has_scripts) as chief,
        arriving(browser, house, "organization-deletion", "de", screen, has_scripts=has_scripts) as second,
    ):
        join(house.database, organization, house.let_in(chief, first), role="administrator")
        join(house.database, organization, house.let_in(second), role="administrator")
        chief.open(page)
        chief.expect_text(HELD)
        expect(chief.page.locator("[name=confirm]")).to_have_count(0)

        with house.database.transaction() as session:
            session.execute(delete(OrganizationHold).where(OrganizationHold.organization_id == organization.id))
        request(chief, page)
        second.open(page)
        second.expect_text(REQUESTED)
        with second.page.expect_navigation():
            second.page.get_by_role("button", name="Organisation behalten").click()
        assert end_of(house, organization) is None

        request(chief, page)
        assert end_of(house, organization) is not None


def request(chief: Guest, page: str) -> None:
    chief.open(page)
    chief.page.locator("[name=confirm]").check()
    with chief.page.expect_navigation():
        chief.page.get_by_role("button", name="Organisation löschen").click()
    chief.expect_text(REQUESTED)


def end_of(house: House, organization: Organization) -> object:
    return house.database.one(select(Organization.delete_after).where(Organization.id == organization.id))
