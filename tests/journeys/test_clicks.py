"""How many clicks and fields a task takes: what people of the best sign-in pages are used to is not exceeded here.

A click is a button or link that is pressed; a key that sends a form counts as one. Opening the page where a task starts
does not count, nor does opening a mail.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from idp.infrastructure.clock import current_time
from tests.demo.trial import Trial
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.factories.registration_pages import NEW_PASSWORD
from tests.interop.provider import Person
from tests.journeys.gallery.signin import come_from
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House
from tests.journeys.labels import FORGOT, REGISTER, SIGN_IN

pytestmark = pytest.mark.journey
LONG_AGO = 2025


@dataclass
class Counted:
    """What a person has done so far."""

    clicks: int = 0
    fields: int = 0


@contextmanager
def counting(guest: Guest) -> Iterator[Counted]:
    """Count clicks on what can be pressed, and fields that are typed into, over all pages of the block."""
    counted = Counted()

    def note(_source: object, kind: str) -> None:
        counted.clicks += kind == "click"
        counted.fields += kind == "field"

    guest.page.expose_binding("noteAct", note)
    guest.page.add_init_script(
        """
        addEventListener("click", (event) => {
          if (event.isTrusted && event.target.closest("a, button, summary, input[type=checkbox]")) noteAct("click");
        }, true);
        const typed = new WeakSet();
        addEventListener("input", ({ target }) => {
          if (!typed.has(target)) noteAct("field");
          typed.add(target);
        }, true);
        """
    )
    yield counted


def test_signing_in_takes_three_clicks(browser: Browser, trial: Trial) -> None:
    """At the portal, after the name, after the password. Trial, pages: improvement 12."""
    person = trial.person(1)
    with arriving(browser, trial, "clicks", "de") as guest, counting(guest) as counted:
        guest.open(guest.portals[0])
        guest.press(SIGN_IN)
        guest.sign_in(person.email, person.password)
        guest.expect_text(person.email)
    assert counted == Counted(clicks=3, fields=2)


def test_name_and_password_on_one_page_take_one_click(browser: Browser, house: House) -> None:
    """And one at the portal before. Trial, pages: improvement 12."""
    with arriving(browser, house, "clicks", "de") as guest, counting(guest) as counted:
        come_from(guest, create_client(house.database, portal="works"))
        guest.submit(email=create_account(house.database).email, password=PASSWORD)
        guest.page.wait_for_url("**/enrol")
    assert counted == Counted(clicks=1, fields=2)


def test_a_new_password_takes_three_clicks(browser: Browser, house: House) -> None:
    """From the account's menu, with the confirmation of who one is. Trial, pages: improvement 12."""
    with arriving(browser, house, "clicks", "de") as guest:
        house.let_in(guest, authenticated_at=current_time().replace(year=LONG_AGO))
        with counting(guest) as counted:
            guest.open("/account")
            guest.press({"de": "Passwort", "en": "Password"})
            guest.submit(password=NEW_PASSWORD)
            guest.submit(password=PASSWORD)
            expect(guest.page.locator("[role=status]")).to_contain_text("Passwort")
    assert counted == Counted(clicks=3, fields=2)


def test_registering_takes_four_clicks(browser: Browser, trial: Trial, newcomer: Person) -> None:
    """At the portal, after the form, the link in the mail, its button; signed in at the portal. Trial, pages:
    improvement 12."""
    with arriving(browser, trial, "clicks", "de") as guest, counting(guest) as counted:
        guest.open(guest.portals[0])
        guest.press(REGISTER)
        guest.fill(given_name=newcomer.given_name, family_name=newcomer.family_name)
        guest.submit(email=newcomer.email, password=newcomer.password)
        follow_mail(guest, counted, newcomer.email, "/register/confirm/")
        guest.submit()
        guest.expect_at(f"{guest.portals[0]}/")
        guest.expect_text(newcomer.name)
    assert counted == Counted(clicks=4, fields=4)


def test_a_forgotten_password_takes_five_clicks(browser: Browser, trial: Trial, newcomer: Person) -> None:
    """At the portal, that it is forgotten, after the address, the link in the mail, after the new password; signed in
    at the portal. Trial, pages: improvement 12."""
    person = trial.person(2)  # one whom no other journey through this trial signs in as
    older = trial.links_mailed_to(person.email)
    with arriving(browser, trial, "clicks", "de") as guest, counting(guest) as counted:
        guest.open(guest.portals[0])
        guest.press(SIGN_IN)
        guest.press(FORGOT)
        guest.submit(email=person.email)
        follow_mail(guest, counted, person.email, "/password-reset/link/", older)
        guest.submit(password=newcomer.password)
        guest.expect_at(f"{guest.portals[0]}/")
        guest.expect_text(person.email)
    assert counted == Counted(clicks=5, fields=2)


def follow_mail(guest: Guest, counted: Counted, address: str, path: str, older: Sequence[str] = ()) -> None:
    """Press the link of a mail, which counts."""
    guest.open(guest.link_in_mail(address, path, older))
    counted.clicks += 1
