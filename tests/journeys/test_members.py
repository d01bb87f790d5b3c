"""Administrators at work in a browser: a right is edited, a member removed, the representation handed over."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from idp.accounts.models import Account
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey
SAVE = {"de": "Speichern", "en": "Save"}


def a_works(guest: Guest, house: House) -> tuple[Organization, Account]:
    """Signed in as the representative of an organization with one member."""
    chief = house.let_in(guest, create_account(house.database, given_name="Grete", family_name="Hafen"))
    organization = create_organization(house.database, "Hafenwerk GmbH", representative_id=chief.id)
    join(house.database, organization, chief, role="administrator")
    member = create_account(house.database, given_name="Mira", family_name="Albrecht")
    join(house.database, organization, member)
    return organization, member


def role_of(house: House, account: Account) -> str | None:
    with house.database.transaction() as session:
        return session.scalar(select(Membership.role).where(Membership.account_id == account.id))


def open_member(guest: Guest) -> None:
    """From the account's menu to the member's page."""
    guest.open("/account")
    guest.page.locator(".menu-fold .menu").get_by_role("link", name="Organisationen").click()
    guest.page.get_by_role("link", name="Hafenwerk GmbH").click()
    guest.page.locator(".menu-fold .menu").get_by_role("link", name="Mitglieder").click()
    guest.page.get_by_role("link", name="Mira Albrecht").click()


def test_a_right_is_edited_and_the_member_removed(browser: Browser, house: House) -> None:
    with arriving(browser, house, "members", "de") as guest:
        _, member = a_works(guest, house)
        open_member(guest)
        guest.page.get_by_label("Administrator", exact=True).check()
        guest.page.get_by_label("Abrechnung").check()
        guest.press(SAVE)
        guest.expect_text("Ihre Änderungen wurden gespeichert.")
        assert role_of(house, member) == "administrator"

        guest.page.locator("summary", has_text="Mitglied entfernen").click()
        guest.page.get_by_role("button", name="Mitglied entfernen").click()
        guest.expect_text("Die Person gehört nicht mehr zur Organisation.")
        expect(guest.page.locator("main")).not_to_contain_text("Mira Albrecht")
        assert role_of(house, member) is None


def test_the_representation_is_handed_over(browser: Browser, house: House) -> None:
    with arriving(browser, house, "members", "de") as guest:
        organization, member = a_works(guest, house)
        guest.open(f"/organizations/{organization.id}/representative")
        guest.submit(successor=member.email)
        guest.expect_text("Das Angebot wurde per E‑Mail gesendet.")
        link = guest.link_in_mail(member.email, f"/organizations/{organization.id}/representative")
        house.let_in(guest, member)
        guest.open(link)
        guest.press({"de": "Annehmen", "en": "Accept"})
        guest.expect_text("Sie sind jetzt gesetzlicher Vertreter.")
        assert role_of(house, member) == "administrator"
