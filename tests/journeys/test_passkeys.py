"""Passkeys in a real browser with a virtual authenticator: made, used in every way, refused, removed."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.demo.trial import Trial
from tests.interop.provider import Person
from tests.journeys.authenticator import VirtualAuthenticator
from tests.journeys.guest import Guest, arriving
from tests.journeys.labels import REGISTER

pytestmark = pytest.mark.journey

CREATE = {"de": "Passkey erstellen", "en": "Create a passkey"}
WITH_PASSKEY = {"de": "Mit Passkey anmelden", "en": "Sign in with a passkey"}
USE = {"de": "Passkey verwenden", "en": "Use a passkey"}
REMOVE = {"de": "Entfernen", "en": "Remove"}
SECURITY = "/account/security"
PASSKEYS = "/account/security/passkeys"


def become_somebody(guest: Guest, person: Person) -> None:
    """Register and be signed in."""
    guest.open(guest.portals[0])
    guest.press(REGISTER)
    guest.fill(given_name=person.given_name, family_name=person.family_name)
    guest.submit(email=person.email, password=person.password)
    guest.open(guest.link_in_mail(person.email, "/register/confirm/"))
    guest.submit()
    guest.page.goto(f"{guest.place.issuer}/signin?next={SECURITY}")
    if guest.page.locator("main [name=email]").count():
        guest.sign_in(person.email, person.password)
    guest.expect_at(f"{guest.place.issuer}{SECURITY}")


def make_passkey(guest: Guest, name: str) -> None:
    guest.open(f"{guest.place.issuer}{PASSKEYS}/new")
    guest.fill(name=name)
    with guest.page.expect_navigation(url=lambda url: not url.endswith("/new")):
        guest.page.get_by_role("button", name=CREATE[guest.language], exact=True).click()


def remove_passkey(guest: Guest, name: str) -> None:
    guest.open(f"{guest.place.issuer}{PASSKEYS}")
    row = guest.page.locator("main .rows > li", has_text=name)
    row.locator("details", has_text=REMOVE[guest.language]).locator("summary").click()
    with guest.page.expect_navigation():
        row.get_by_role("button", name=REMOVE[guest.language], exact=True).click()


def sign_out(guest: Guest) -> None:
    guest.page.context.clear_cookies(name=re.compile("session"))


def open_sign_in(guest: Guest) -> None:
    guest.open(f"{guest.place.issuer}/signin?next={SECURITY}")


def expect_signed_in(guest: Guest) -> None:
    guest.page.wait_for_url(f"{guest.place.issuer}{SECURITY}")


@pytest.mark.parametrize(
    ("language", "screen", "scheme"),
    [("de", "desktop", "light"), ("en", "phone", "dark")],
)
def test_by_the_name_field_and_by_the_button(
    browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str, scheme: str
) -> None:
    with arriving(browser, trial, "passkeys", language, screen, scheme) as guest:
        device = VirtualAuthenticator(guest.page)
        become_somebody(guest, newcomer)
        guest.open(f"{trial.issuer}{PASSKEYS}/new")
        guest.look("create")
        make_passkey(guest, "Laptop")
        assert device.credentials == 1

        # The name field offers it, and the authenticator answers at once.
        sign_out(guest)
        open_sign_in(guest)
        expect_signed_in(guest)

        # By the button: nobody touched the authenticator while the page was opened.
        sign_out(guest)
        device.answer(by_itself=False)
        open_sign_in(guest)
        button = guest.page.get_by_role("button", name=WITH_PASSKEY[language], exact=True)
        expect(button).to_be_visible()
        guest.look("identify")
        device.answer(by_itself=True)
        if not guest.page.url.endswith(SECURITY):
            button.click()
        expect_signed_in(guest)
        guest.look("security")


@pytest.mark.parametrize(("language", "screen"), [("de", "phone"), ("en", "desktop")])
def test_a_security_key_after_the_password(
    browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str
) -> None:
    with arriving(browser, trial, "security-key", language, screen) as guest:
        laptop = VirtualAuthenticator(guest.page)
        become_somebody(guest, newcomer)
        make_passkey(guest, "Laptop")
        laptop.unplug()
        key = VirtualAuthenticator(guest.page, is_security_key=True)
        make_passkey(guest, "Key ring")
        guest.open(f"{trial.issuer}{PASSKEYS}")
        for name in ("Laptop", "Key ring"):
            guest.expect_text(name)
        guest.look("list")

        sign_out(guest)
        key.answer(by_itself=False)
        open_sign_in(guest)
        guest.sign_in(newcomer.email, newcomer.password)
        guest.look("second-factor")
        key.answer(by_itself=True)
        guest.page.get_by_role("button", name=USE[language], exact=True).click()
        expect_signed_in(guest)

        remove_passkey(guest, "Key ring")
        expect(guest.page.locator("main .rows")).not_to_contain_text("Key ring")
        guest.expect_text("Laptop")


def test_a_removed_passkey_opens_nothing(browser: Browser, trial: Trial, newcomer: Person) -> None:
    with arriving(browser, trial, "removed-passkey", "de") as guest:
        device = VirtualAuthenticator(guest.page)
        become_somebody(guest, newcomer)
        make_passkey(guest, "Laptop")
        remove_passkey(guest, "Laptop")
        assert device.credentials == 1
        sign_out(guest)
        open_sign_in(guest)
        guest.page.wait_for_url("**/signin/*?passkey=refused")
        # The virtual device answers every page at once; only without it does the page come to rest.
        device.unplug()
        guest.page.wait_for_load_state("networkidle")
        guest.page.wait_for_url("**/signin/*?passkey=refused")
        guest.open(guest.page.url)
        guest.look_at_errors("refused")
        guest.sign_in(newcomer.email, newcomer.password)
        expect_signed_in(guest)


@pytest.mark.parametrize(("language", "screen"), [("de", "desktop"), ("en", "phone")])
def test_the_wrong_finger(browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str) -> None:
    with arriving(browser, trial, "wrong-finger", language, screen) as guest:
        device = VirtualAuthenticator(guest.page)
        become_somebody(guest, newcomer)
        make_passkey(guest, "Laptop")
        sign_out(guest)
        device.verify_user(succeeds=False)
        open_sign_in(guest)
        guest.page.get_by_role("button", name=WITH_PASSKEY[language], exact=True).click()
        expect(guest.page.locator("[data-passkey-message]")).to_be_visible()
        assert SECURITY not in guest.page.url.partition("?")[0]
        guest.look("not-verified")


def test_without_scripts_the_password_still_works(browser: Browser, trial: Trial) -> None:
    person = trial.person(1)
    with arriving(browser, trial, "passkeys-no-scripts", "de", has_scripts=False) as guest:
        open_sign_in(guest)
        expect(guest.page.get_by_role("button", name=WITH_PASSKEY["de"])).to_be_hidden()
        guest.look("identify")
        guest.sign_in(person.email, person.password)
        expect_signed_in(guest)
