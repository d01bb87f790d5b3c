"""Connect an app, sign in with it, lose the phone and use a recovery code."""

import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.interop.provider import Person
from tests.journeys.guest import Guest, arriving
from tests.journeys.phone import code_of, connect_app, wait_for_room

pytestmark = pytest.mark.journey

REFUSED = {"de": "ungültig oder wurde bereits verwendet", "en": "not valid or has already been used"}


@pytest.mark.parametrize(
    ("browser", "language", "screen", "scheme", "has_scripts"),
    [
        ("chromium", "en", "phone", "dark", True),
        ("chromium", "de", "phone", "light", False),
        ("firefox", "en", "desktop", "light", True),
    ],
    indirect=["browser"],
)
def test_an_app_then_a_recovery_code(
    browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str, scheme: str, has_scripts: bool
) -> None:
    journey = "second-factor" if has_scripts else "second-factor-without-scripts"
    with arriving(browser, trial, journey, language, screen, scheme, has_scripts=has_scripts) as guest:
        join(guest, newcomer)
        secret, codes = connect(guest)
        sign_out(guest)
        sign_in_with_app(guest, newcomer, secret)
        sign_out(guest)
        sign_in_with_recovery_code(guest, newcomer, codes)


def join(guest: Guest, person: Person) -> None:
    """Register, and sign in at the provider itself."""
    guest.open(f"{guest.place.issuer}/register")
    guest.fill(given_name=person.given_name, family_name=person.family_name)
    guest.submit(email=person.email, password=person.password)
    guest.open(guest.link_in_mail(person.email, "/register/confirm/"))
    guest.submit()
    start(guest, person)


def start(guest: Guest, person: Person) -> None:
    """Name and password at the provider's own sign-in."""
    guest.open(f"{guest.place.issuer}/signin?next=/account/security")
    if guest.page.locator("main [name=email]").count():
        guest.sign_in(person.email, person.password)


def connect(guest: Guest) -> tuple[str, list[str]]:
    """From the empty page over the first code to the recovery codes; the secret and the codes."""
    guest.open(f"{guest.place.issuer}/account/security")
    guest.look("security-empty")
    guest.page.locator("#totp a.btn").click()
    guest.page.wait_for_load_state()
    guest.look("connect")
    guest.submit(code="123")
    guest.look_at_errors("connect-wrong", "code")
    secret = connect_app(guest)
    guest.look("make-codes")
    guest.submit()
    guest.look("codes")
    codes = guest.page.locator("ol.codes code").all_text_contents()
    guest.page.locator("main a.btn-primary").click()
    guest.page.wait_for_load_state()
    guest.look("security")
    return secret, codes


def sign_in_with_app(guest: Guest, person: Person, secret: str) -> None:
    start(guest, person)
    guest.look("ask-app")
    guest.submit(code="000")
    guest.look_at_errors("ask-app-wrong", "code")
    wait_for_room()
    guest.submit(code=code_of(secret))
    guest.expect_at(f"{guest.place.issuer}/account/security")


def sign_in_with_recovery_code(guest: Guest, person: Person, codes: list[str]) -> None:
    start(guest, person)
    guest.page.locator("main summary").first.click()
    guest.page.locator("main a[href*='recovery-code']").click()
    guest.page.wait_for_load_state()
    guest.look("ask-recovery-code")
    guest.submit(code=codes[0])
    guest.expect_at(f"{guest.place.issuer}/account/security")
    sign_out(guest)
    start(guest, person)
    guest.open(guest.page.url.replace("/factor/totp", "/factor/recovery-code"))
    guest.submit(code=codes[0])
    guest.expect_text(REFUSED[guest.language])
    guest.submit(code=codes[1])
    guest.expect_at(f"{guest.place.issuer}/account/security")


def sign_out(guest: Guest) -> None:
    guest.page.context.clear_cookies(name="idp-session")
