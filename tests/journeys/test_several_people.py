"""Two people at one computer: each at a portal, taking turns, and one of them leaving."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.demo.trial import Trial
from tests.interop.provider import Person
from tests.journeys.guest import LOCALES, Guest, arriving
from tests.journeys.labels import ENDED, SIGN_IN, SIGN_OUT, SIGNED_OUT

pytestmark = pytest.mark.journey

ANOTHER = {"de": "Anderes Konto verwenden", "en": "Use another account"}
SWITCH = {"de": "Konto wechseln", "en": "Switch account"}


@pytest.mark.parametrize(
    ("language", "screen", "scheme", "has_scripts"),
    [("de", "desktop", "light", True), ("en", "phone", "dark", True), ("de", "phone", "light", False)],
)
def test_two_people_share_a_browser(
    browser: Browser, trial: Trial, language: str, screen: str, scheme: str, has_scripts: bool
) -> None:
    journey = "several-people" if has_scripts else "several-people-without-scripts"
    one, two = trial.person(1), trial.person(3)  # the others get new passwords in another journey
    with arriving(browser, trial, journey, language, screen, scheme, has_scripts=has_scripts) as guest:
        first, second = guest.portals
        guest.open(first)
        guest.press(SIGN_IN)
        guest.sign_in(one.email, one.password)
        arrive(guest, first, one)
        sign_in_beside(guest, second, two)
        guest.open(first)
        arrive(guest, first, one)
        take_turns(guest, second, one, two)
        take_turns_in_the_menu(guest, two)
        leave_at_a_portal(guest, second, one, two)
        sign_in_beside(guest, second, one, is_new=False)
        leave_the_browser(guest, second, one, two)


def sign_in_beside(guest: Guest, portal: str, person: Person, *, is_new: bool = True) -> None:
    """The portal asks who it shall be; somebody who isn't there signs in."""
    ask_who(guest, portal)
    if is_new:
        guest.look("choose-alone")
    press_choice(guest, ANOTHER[guest.language])
    guest.sign_in(person.email, person.password)
    arrive(guest, portal, person)


def take_turns(guest: Guest, portal: str, one: Person, two: Person) -> None:
    ask_who(guest, portal)
    names = guest.page.locator("main form >> nth=0 >> css=.choice strong").all_text_contents()
    assert names == [two.name, one.name, ANOTHER[guest.language]]
    guest.look("choose")
    guest.page.locator("main summary").click()
    guest.look("choose-who-leaves")
    press_choice(guest, one.name)
    arrive(guest, portal, one)


def take_turns_in_the_menu(guest: Guest, person: Person) -> None:
    """From the page of one's own account to that of the other person."""
    guest.open(guest.place.issuer)
    guest.look("home")
    guest.open(f"{guest.place.issuer}/account")
    if guest.screen == "phone":
        guest.page.locator(".menu-fold > summary").click()
    menu = guest.page.locator(".menu-fold")
    menu.locator(".people summary").click()
    guest.look("menu")
    with guest.page.expect_navigation():
        menu.get_by_role("button", name=re.compile(re.escape(person.name))).click()
    expect(guest.page.locator(".person strong")).to_have_text(person.name)


def leave_at_a_portal(guest: Guest, portal: str, leaving: Person, staying: Person) -> None:
    """A portal signs out its own person, though the other one acts at present; who sits there then is asked, once."""
    guest.open(portal)
    guest.expect_text(leaving.email)
    guest.press(SIGN_OUT)
    guest.expect_at(f"{portal}/")
    guest.expect_text(SIGNED_OUT[guest.language])
    guest.open(guest.portals[0])
    guest.expect_text(ENDED[guest.language])
    guest.press(SIGN_IN)
    guest.look("choose-after-sign-out")
    press_choice(guest, staying.name)
    guest.choose_organization()
    arrive(guest, guest.portals[0], staying)


def leave_the_browser(guest: Guest, portal: str, leaving: Person, staying: Person) -> None:
    """The page that signs out says who goes and who stays; then the one who stays goes on without a password."""
    guest.open(f"{guest.place.issuer}/logout")
    guest.look("sign-out")
    with guest.page.expect_navigation():
        guest.page.locator("main button[value=yes]").click()
    guest.expect_text(staying.name)
    assert leaving.name not in guest.page.locator("main").inner_text()
    guest.look("signed-out")
    guest.open(f"{guest.place.issuer}/account")
    guest.look("choose-the-one-who-stayed")
    press_choice(guest, staying.name)
    expect(guest.page.locator(".person strong")).to_have_text(staying.name)


def ask_who(guest: Guest, portal: str) -> None:
    """Start the portal's sign-in, as one would that sends ``prompt=select_account``."""
    headers = {"Accept-Language": LOCALES[guest.language]}
    answer = guest.page.context.request.get(f"{portal}/sign-in", headers=headers, max_redirects=0)
    guest.open(f"{answer.headers['location']}&prompt=select_account")


def press_choice(guest: Guest, name: str) -> None:
    with guest.page.expect_navigation():
        guest.page.locator("main form >> nth=0 >> css=.choice", has_text=name).click()


def arrive(guest: Guest, portal: str, person: Person) -> None:
    guest.expect_at(f"{portal}/")
    guest.expect_text(person.email)
