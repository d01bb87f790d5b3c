"""What a page says by itself to those who hear it: what was done, and that its time runs out.

Trial, pages: fault 12.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from idp.infrastructure.clock import current_time
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

HEARD = "[aria-live=polite]"
QUESTION = "form[data-time-limit]"


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Ihr Profil wurde gespeichert."), ("en", "Your profile has been saved.")]
)
def test_what_was_done_is_in_the_title_and_is_spoken(browser: Browser, house: House, language: str, said: str) -> None:
    """A region that was empty when the page came is filled: what stands there from the start is not spoken.

    Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", language) as guest:
        house.let_in(guest)
        guest.open("/account")
        expect(guest.page.locator(HEARD)).to_be_empty()
        guest.submit(given_name="Grace")
        expect(guest.page.locator(HEARD)).to_have_text(said)
        assert guest.page.title().startswith(said.rstrip("."))


def test_what_was_done_is_in_the_title_without_scripts(browser: Browser, house: House) -> None:
    """Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", "de", has_scripts=False) as guest:
        house.let_in(guest)
        guest.open("/account")
        guest.submit(given_name="Grace")
        assert guest.page.title().startswith("Ihr Profil wurde gespeichert – Name und Kontakt")


def test_a_pending_change_is_spoken(browser: Browser, house: House) -> None:
    """Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", "en") as guest:
        person = house.let_in(guest)
        guest.open("/account/email")
        guest.submit(email=f"new.{person.email}")
        guest.open("/account")
        expect(guest.page.locator(HEARD)).to_contain_text(f"new.{person.email}")


def test_a_deletion_to_come_is_spoken(browser: Browser, house: House) -> None:
    """Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", "en") as guest:
        house.let_in(guest, create_account(house.database, delete_after=current_time() + timedelta(days=9)))
        guest.open("/")
        expect(guest.page.locator(HEARD)).to_contain_text("Your account will be deleted on")


def near_the_end(guest: Guest, house: House, minutes: int) -> None:
    """An account's page whose session ends soon, in a browser whose clock can be set."""
    guest.page.clock.install()
    person = house.let_in(guest, expires_at=current_time() + timedelta(minutes=minutes))
    guest.open("/account")
    with house.database.transaction() as session:
        later = current_time() + timedelta(hours=3)
        session.execute(update(SsoSession).where(SsoSession.account_id == person.id).values(expires_at=later))


def test_the_end_is_asked_about_before_it_comes_and_extended_with_one_key(browser: Browser, house: House) -> None:
    """What was typed stays, and so does the place in the page.

    Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", "en") as guest:
        near_the_end(guest, house, minutes=20)
        guest.fill(given_name="Typed already")
        expect(guest.page.locator(QUESTION)).to_be_hidden()

        guest.page.clock.fast_forward("15:10")
        expect(guest.page.locator(HEARD)).to_have_text(re.compile("You will be signed out at .+"))
        guest.look("time")
        guest.page.locator(QUESTION).get_by_role("button").press("Enter")

        expect(guest.page.locator(QUESTION)).to_be_hidden()
        expect(guest.page.locator(HEARD)).to_have_text(re.compile("You now have time until .+"))
        expect(guest.page.locator("main [name=given_name]")).to_have_value("Typed already")
        expect(guest.page.locator("main [name=given_name]")).to_be_focused()


def test_what_is_over_is_said(browser: Browser, house: House) -> None:
    """Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", "de") as guest:
        near_the_end(guest, house, minutes=20)
        guest.page.clock.fast_forward("20:10")
        expect(guest.page.locator(HEARD)).to_have_text("Die Zeit ist abgelaufen. Bitte laden Sie die Seite neu.")
        guest.look("over")


def test_without_scripts_the_page_says_its_limit(browser: Browser, house: House) -> None:
    """More time opens beside the page, which keeps what was typed.

    Trial, pages: fault 12."""
    with arriving(browser, house, "announcements", "en", has_scripts=False) as guest:
        house.let_in(guest)
        guest.open("/account")
        guest.fill(given_name="Typed already")
        told = guest.page.locator("noscript form")
        expect(told).to_contain_text("You will be signed out at")
        guest.look("told")
        with guest.page.context.expect_page() as opened:
            told.get_by_role("button").click()
        expect(opened.value).to_have_url(f"{house.issuer}/account")
        expect(guest.page.locator("main [name=given_name]")).to_have_value("Typed already")
