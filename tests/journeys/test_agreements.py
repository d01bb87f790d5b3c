"""Terms and a consent: agreed to at a portal's door, confirmed by mail, seen, withdrawn and given again."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from idp.agreements.models import Agreement
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.journeys.gallery.agreements import GIVE
from tests.journeys.gallery.signin import RETURN, come_from
from tests.journeys.guest import arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

ways = pytest.mark.parametrize(("language", "screen", "has_scripts"), [("de", "desktop", True), ("de", "phone", False)])


def states_of(house: House, account_id: str) -> dict[str, str]:
    rows = house.database.rows(select(Agreement).where(Agreement.account_id == account_id))
    return {each.text: each.state for each in rows}


@ways
def test_terms_are_agreed_to_at_the_sign_in_and_a_consent_is_the_persons_own(
    browser: Browser, house: House, language: str, screen: str, has_scripts: bool
) -> None:
    with arriving(browser, house, "agreements", language, screen, has_scripts=has_scripts) as guest:
        person = create_account(house.database, language=language)
        come_from(guest, create_client(house.database, portal="museum"))
        guest.sign_in(person.email, PASSWORD)

        # The step of the sign-in: nothing is ticked, the terms are needed, the newsletter is not.
        guest.expect_text("Bevor Sie fortfahren")
        for name in ("text_terms", "text_news"):
            expect(guest.page.locator(f"[name={name}]")).not_to_be_checked()
        guest.look("step")
        guest.submit()
        guest.look_at_errors("step-without-the-tick", "text_terms")
        assert states_of(house, person.id) == {}
        guest.page.get_by_label("Ich stimme den Nutzungsbedingungen").check()
        guest.page.get_by_label("Ich möchte den Newsletter").check()
        guest.leave_for(f"{RETURN}?code=*")
        assert states_of(house, person.id) == {"terms": "agreed", "news": "awaiting"}

        # The mail, whose link changes nothing by being opened.
        guest.open(guest.link_in_mail(person.email, "/account/agreements/link/"))
        guest.expect_text("Bestätigen Sie Ihre Einwilligung")
        guest.look("confirm")
        assert states_of(house, person.id)["news"] == "awaiting"
        guest.submit()
        guest.expect_text("Einwilligung bestätigt")
        assert states_of(house, person.id)["news"] == "agreed"

        # The page of what was agreed to.
        guest.follow("main .actions a")
        guest.expect_at(f"{house.issuer}/account/agreements")
        guest.expect_text("Fassung 2026-01")
        guest.look("page")
        guest.page.locator("main .ask summary").click()
        guest.follow("main .ask .btn-danger")
        guest.expect_text("Ihre Einwilligung wurde zurückgezogen.")
        assert states_of(house, person.id) == {"terms": "agreed", "news": "withdrawn"}
        guest.look("withdrawn")
        guest.follow(GIVE)
        guest.expect_text("Ihre Einwilligung gilt, sobald Sie sie dort bestätigen.")
        assert states_of(house, person.id)["news"] == "awaiting"
