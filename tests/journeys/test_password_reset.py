"""Forgot the password: from the link on the sign-in page to being signed in with a new one."""

import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.interop.provider import Person
from tests.journeys.guest import arriving
from tests.journeys.labels import FORGOT, SIGN_IN

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("browser", "language", "screen", "scheme", "number"),
    [
        ("chromium", "de", "phone", "light", 0),
        ("chromium", "en", "desktop", "dark", 2),
        ("firefox", "de", "desktop", "light", 2),
    ],
    indirect=["browser"],
)
def test_a_forgotten_password_is_replaced(
    browser: Browser, trial: Trial, newcomer: Person, language: str, screen: str, scheme: str, number: int
) -> None:
    person = trial.person(number)  # one whom no other journey through this trial signs in as
    older = trial.links_mailed_to(person.email)
    with arriving(browser, trial, "password-reset", language, screen, scheme) as guest:
        portal = guest.portals[1]
        guest.open(portal)
        guest.press(SIGN_IN)
        guest.press(FORGOT)
        guest.look("request")
        guest.submit(email="nobody")
        guest.look_at_errors("request-errors", "email")
        guest.submit(email=person.email)
        guest.look("sent")
        link = guest.link_in_mail(person.email, "/password-reset/link/", older)
        guest.open(link)
        assert "/password-reset/link/" not in guest.page.url
        guest.look("choose")
        guest.submit(password="password")
        guest.look_at_errors("choose-too-weak", "password")
        guest.submit(password=newcomer.password)
        guest.expect_at(f"{portal}/")
        guest.expect_text(person.email)
        guest.open(link)
        guest.look("link-used")


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_the_new_password_field_shows_and_ticks(browser: Browser, trial: Trial) -> None:
    with arriving(browser, trial, "password-field", "de", "phone") as guest:
        guest.open(f"{guest.portals[1]}/register")
        field = guest.page.locator("[name=password]")
        field.fill("Zug-nach-Husum")
        states = guest.page.locator("[data-rules] [data-pattern] [data-state]")
        assert "erfüllt" in states.first.inner_text()
        guest.look("typed")
        guest.page.locator("[data-reveal]").click()
        assert field.get_attribute("type") == "text"
        guest.look("shown")
