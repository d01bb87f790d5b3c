"""Register, confirm, sign in, use a second portal, sign out everywhere."""

import pytest
from playwright.sync_api import Browser, expect

from tests.demo.trial import Trial
from tests.interop.provider import Person
from tests.journeys.guest import Guest, arriving
from tests.journeys.labels import ENDED, REGISTER, SIGN_IN, SIGN_OUT, SIGNED_OUT

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("browser", "language", "screen", "scheme"),
    [
        ("chromium", "de", "desktop", "light"),
        ("chromium", "en", "phone", "dark"),
        ("firefox", "de", "phone", "light"),
    ],
    indirect=["browser"],
)
def test_from_a_stranger_to_signed_out_everywhere(
    browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str, scheme: str
) -> None:
    with arriving(browser, trial, "register", language, screen, scheme) as guest:
        first, second = guest.portals
        guest.open(first)
        guest.look("portal")
        register(guest, newcomer)
        guest.expect_at(f"{first}/")
        guest.expect_text(newcomer.name)
        guest.look("portal-signed-in")
        guest.open(second)
        guest.look("second-portal")
        guest.press(SIGN_IN)
        guest.expect_at(f"{second}/")
        guest.expect_text(newcomer.name)
        guest.look("second-portal-signed-in")
        guest.open(trial.issuer)
        guest.look("account")
        guest.open(second)
        guest.press(SIGN_OUT)
        guest.expect_at(f"{second}/")
        guest.expect_text(SIGNED_OUT[language])
        guest.look("second-portal-signed-out")
        guest.open(first)
        guest.expect_text(ENDED[language])
        guest.look("portal-signed-out")
        guest.press(SIGN_IN)
        expect(guest.page.locator("main [name=email]")).to_be_visible()


def register(guest: Guest, person: Person) -> None:
    """From the portal's button over the mail back to the portal."""
    guest.press(REGISTER)
    guest.look("register")
    guest.submit()
    guest.look_at_errors("register-errors", "given_name", "email", "password")
    guest.fill(given_name=person.given_name, family_name=person.family_name)
    guest.submit(email=person.email, password=person.password)
    guest.expect_text(person.email)
    guest.look("check-mail")
    link = guest.link_in_mail(person.email, "/register/confirm/")
    look_at_mailbox(guest)
    guest.open(link)
    guest.expect_text(person.email)
    guest.look("confirm")
    guest.submit()


def look_at_mailbox(guest: Guest) -> None:
    guest.open(f"{guest.place.issuer}/mailbox")
    guest.look("mailbox")
    guest.page.locator("main a.choice").first.click()
    guest.page.wait_for_load_state()
    guest.look("mail")


@pytest.mark.parametrize(
    ("browser", "language", "screen"),
    [("chromium", "de", "phone"), ("chromium", "en", "desktop"), ("firefox", "en", "desktop")],
    indirect=["browser"],
)
def test_signing_in_after_a_wrong_password(browser: Browser, trial: Trial, language: str, screen: str) -> None:
    person = trial.person(1)
    with arriving(browser, trial, "sign-in", language, screen) as guest:
        guest.open(guest.portals[1])
        guest.press(SIGN_IN)
        guest.look("identify")
        guest.submit()
        guest.look_at_errors("identify-empty", "email")
        guest.submit(email=person.email)
        guest.look("password")
        guest.submit(password="not the password")
        guest.look_at_errors("password-wrong", "password")
        guest.submit(password=person.password)
        guest.expect_at(f"{guest.portals[1]}/")
        guest.expect_text(person.email)
        guest.page.locator("summary").click()
        guest.look("developers")


@pytest.mark.parametrize(("language", "screen"), [("de", "desktop"), ("en", "phone")])
def test_everything_works_without_scripts(
    browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str
) -> None:
    with arriving(browser, trial, "no-scripts", language, screen, has_scripts=False) as guest:
        first, second = guest.portals
        guest.open(first)
        register(guest, newcomer)
        guest.expect_at(f"{first}/")
        guest.expect_text(newcomer.name)
        guest.open(second)
        guest.press(SIGN_IN)
        guest.expect_text(newcomer.name)
        guest.press(SIGN_OUT)
        guest.expect_text(SIGNED_OUT[language])
