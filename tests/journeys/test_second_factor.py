"""Connect an app, sign in with it, lose the phone and use a recovery code."""

import time

import pyotp
import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.interop.provider import Person
from tests.journeys.guest import Guest, arriving

pytestmark = pytest.mark.journey

STEP = 30
ENOUGH_SECONDS = 12
REFUSED = {"de": "keiner Ihrer unbenutzten", "en": "none of your unused"}


@pytest.mark.parametrize(
    ("language", "screen", "scheme", "has_scripts"),
    [
        ("de", "desktop", "light", True),
        ("en", "phone", "dark", True),
        ("de", "phone", "light", False),
    ],
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
    guest.open(f"{guest.trial.issuer}/register")
    guest.fill(given_name=person.given_name, family_name=person.family_name)
    guest.submit(email=person.email, password=person.password)
    guest.open(guest.link_in_mail(person.email, "/register/confirm/"))
    guest.submit()
    start(guest, person)


def start(guest: Guest, person: Person) -> None:
    """Name and password at the provider's own sign-in."""
    guest.open(f"{guest.trial.issuer}/signin?next=/account/security")
    if guest.page.locator("main [name=email]").count():
        guest.sign_in(person.email, person.password)


def connect(guest: Guest) -> tuple[str, list[str]]:
    """From the empty page over the first code to the recovery codes; the secret and the codes."""
    guest.open(f"{guest.trial.issuer}/account/security")
    guest.look("security-empty")
    guest.page.locator("#totp a.btn").click()
    guest.page.wait_for_load_state()
    guest.look("connect")
    secret = guest.page.locator("#secret").text_content() or ""
    guest.submit(code="123")
    guest.look_at_errors("connect-wrong", "code")
    wait_for_room()
    # The code before the present one is accepted too, and leaves the present one for signing in.
    guest.submit(code=code_of(secret, -1))
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
    submit_code(guest, "000")
    guest.look_at_errors("ask-app-wrong", "code")
    wait_for_room()
    submit_code(guest, code_of(secret))
    guest.expect_at(f"{guest.trial.issuer}/account/security")


def sign_in_with_recovery_code(guest: Guest, person: Person, codes: list[str]) -> None:
    start(guest, person)
    guest.page.locator("main summary").first.click()
    guest.page.locator("main a[href*='recovery-code']").click()
    guest.page.wait_for_load_state()
    guest.look("ask-recovery-code")
    submit_code(guest, codes[0])
    guest.expect_at(f"{guest.trial.issuer}/account/security")
    sign_out(guest)
    start(guest, person)
    guest.open(guest.page.url.replace("/factor/totp", "/factor/recovery-code"))
    submit_code(guest, codes[0])
    guest.expect_text(REFUSED[guest.language])
    submit_code(guest, codes[1])
    guest.expect_at(f"{guest.trial.issuer}/account/security")


def submit_code(guest: Guest, code: str) -> None:
    """Fill in the code and send its form, which is not the first one of the page."""
    guest.fill(code=code)
    with guest.page.expect_navigation():
        guest.page.locator("main form:has([name=code]) .btn-primary").click()


def sign_out(guest: Guest) -> None:
    guest.page.context.clear_cookies(name="idp-session")


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(time.time()) + STEP * steps)


def wait_for_room() -> None:
    """Until the present code holds long enough for a page to be sent."""
    left = STEP - time.time() % STEP
    if left < ENOUGH_SECONDS:
        time.sleep(left + 0.5)
