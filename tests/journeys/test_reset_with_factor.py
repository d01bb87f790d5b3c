"""A forgotten password where a second factor is set up: the link is worth no more than the password was."""

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.factories.registration_pages import NEW_PASSWORD
from tests.journeys.guest import arriving
from tests.journeys.house import House
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("language", "screen", "has_scripts"), [("de", "phone", True), ("en", "desktop", False)])
def test_a_reset_keeps_the_second_factor_and_ends_every_session(
    browser: Browser, house: House, language: str, screen: str, has_scripts: bool
) -> None:
    person = create_account(house.database)
    app = create_app_of(house.database, house.box, person)
    with (
        arriving(browser, house, "reset-elsewhere", language) as elsewhere,
        arriving(browser, house, "reset-with-factor", language, screen, has_scripts=has_scripts) as guest,
    ):
        house.let_in(elsewhere, person)
        guest.open("/password-reset")
        guest.submit(email=person.email)
        guest.open(guest.link_in_mail(person.email, "/password-reset/link/"))
        guest.submit(password=NEW_PASSWORD)
        guest.look("still-asked")
        assert not house.sessions_of(person)
        elsewhere.open("/account")
        elsewhere.expect_at(f"{house.issuer}/signin/")
        told = [mail.message for mail in Mailbox(house.database, house.box).to(person.email)]
        assert told == ["password_reset", "password_changed"]
        guest.submit(code=app.code())
        guest.expect_at(house.issuer)
        guest.open("/account/security")
        expect(guest.page.locator("#totp .tag-success")).to_be_visible()
        with arriving(browser, house, "reset-old-password", language) as third:
            third.open("/signin?next=/account/security")
            third.sign_in(person.email, PASSWORD)
            expect(third.page.locator("[name=code]")).to_have_count(0)
