"""A sign-in on a device that was never used: the mail, and what can be done with it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

WAYS = [("de", "phone", True), ("en", "desktop", False)]


@pytest.fixture
def person(house: House) -> Account:
    """Somebody who has signed in before, somewhere else."""
    return create_account(house.database, last_sign_in_at=current_time() - timedelta(days=30))


def sign_in(guest: Guest, person: Account, password: str = PASSWORD) -> None:
    guest.open("/signin?next=/account")
    guest.sign_in(person.email, password)


@pytest.mark.parametrize(("language", "screen", "has_scripts"), WAYS)
def test_it_was_me(
    browser: Browser, house: House, person: Account, language: str, screen: str, has_scripts: bool
) -> None:
    with arriving(browser, house, "new-device", language, screen, has_scripts=has_scripts) as guest:
        sign_in(guest, person)
        guest.expect_at(f"{house.issuer}/account")
        guest.open(guest.link_in_mail(person.email, "/it-was-me"))
        guest.look("was-it-you")
        guest.submit()
        guest.look("thank-you")
        guest.follow("main .btn-primary")
        guest.expect_at(house.issuer)
        mails = len(house.links_mailed_to(person.email))
        guest.page.context.clear_cookies(name="idp-session")
        sign_in(guest, person)
        guest.expect_at(f"{house.issuer}/account")
        assert len(house.links_mailed_to(person.email)) == mails, "the device is known by now"


@pytest.mark.parametrize(("language", "screen", "has_scripts"), WAYS)
def test_secure_my_account(
    browser: Browser, house: House, person: Account, language: str, screen: str, has_scripts: bool
) -> None:
    with (
        arriving(browser, house, "intruder", language, screen, has_scripts=has_scripts) as intruder,
        arriving(browser, house, "secure-account", language, screen, has_scripts=has_scripts) as owner,
    ):
        sign_in(owner, person)
        older = house.links_mailed_to(person.email)
        sign_in(intruder, person)
        intruder.expect_at(f"{house.issuer}/account")
        owner.open(owner.link_in_mail(person.email, "/secure", older))
        owner.look("sign-out-everywhere")
        owner.follow("main .btn-danger")
        assert not house.sessions_of(person)
        intruder.open("/account/sessions")
        intruder.expect_at(f"{house.issuer}/signin/")
        owner.look("new-password")
        owner.submit(password=NEW_PASSWORD)
        owner.expect_at(f"{house.issuer}/secure-account/second-factor")
        owner.look("second-factor")
        owner.follow("main .btn-secondary")
        owner.expect_at(f"{house.issuer}/secure-account/done")
        owner.look("done")
        sign_in(intruder, person)
        intruder.expect_at(f"{house.issuer}/signin/")
