"""A request to join that two administrators approve at once: one does, the other reads what became of it."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.models import Membership
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey
APPROVED = "Die Person gehört jetzt zur Organisation."
ENDED = "Über diese Anfrage wurde bereits entschieden, oder sie wurde zurückgezogen."


def test_of_two_administrators_who_approve_at_once_one_does(browser: Browser, house: House) -> None:
    """Issue 10, item 2."""
    organization = create_organization(house.database, "Hafenwerk GmbH")
    person = create_account(house.database, given_name="Ole")
    asked = {"organization_id": organization.id, "account_id": person.id, "portal": "shop", "state": "open"}
    house.database.save(JoinRequest(**asked))
    with (
        arriving(browser, house, "join-requests", "de") as one,
        arriving(browser, house, "join-requests", "de", "phone") as other,
    ):
        for chief in (one, other):
            join(house.database, organization, house.let_in(chief), role="administrator")
            chief.open(f"/organizations/{organization.id}/requests")
        for chief in (one, other):
            press_approve(chief)
        texts = [settled_text(chief) for chief in (one, other)]

        assert sorted(text for text in (APPROVED, ENDED) for page in texts if text in page) == sorted((APPROVED, ENDED))
        late = one if ENDED in texts[0] else other
        late.look("decided-by-another")
    members = house.database.rows(select(Membership.account_id).where(Membership.account_id == person.id))
    assert len(members) == 1


def press_approve(chief: Guest) -> None:
    """Without waiting for the answer."""
    button = chief.page.locator("main button[name=decision][value=approve]")
    button.evaluate("button => setTimeout(() => button.click(), 100)")


def settled_text(chief: Guest) -> str:
    chief.page.locator("main", has_text=APPROVED).or_(chief.page.locator("main", has_text=ENDED)).wait_for()
    return chief.page.locator("main").inner_text()
