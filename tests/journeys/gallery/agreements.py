"""What a person agreed to, and a consent that is confirmed by mail."""

from datetime import timedelta

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.agreements import create_agreement
from tests.journeys.gallery import shown, shown_problem
from tests.journeys.guest import Guest
from tests.journeys.house import House

GIVE = "main form[action$='/news/give'] button"


def visitor_of_the_museum(guest: Guest, house: House) -> Account:
    """Signed in, and admitted to the museum with two versions of its terms."""
    account = create_account(house.database)
    create_admission(house.database, account, "museum", texts_agreed=("terms=2026-01",))
    create_agreement(
        house.database, account, portal="museum", version="2025-07", agreed_at=current_time() - timedelta(days=200)
    )
    create_agreement(house.database, account, portal="museum", version="2026-01", way="sign_in")
    return house.let_in(guest, account)


@shown("/account/agreements")
def agreements_empty(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/account/agreements")


@shown("/account/agreements")
def agreements(guest: Guest, house: House) -> None:
    account = visitor_of_the_museum(guest, house)
    create_agreement(house.database, account, "donations", portal="museum", kind="other", is_required=False)
    guest.open("/account/agreements")
    guest.page.locator("main .ask summary").click()


@shown("/account/agreements")
def consent_asked(guest: Guest, house: House) -> None:
    visitor_of_the_museum(guest, house)
    guest.open("/account/agreements")
    guest.follow(GIVE)


@shown("/account/agreements")
def consent_withdrawn(guest: Guest, house: House) -> None:
    consent_asked(guest, house)
    guest.page.locator("main .ask summary").click()
    guest.follow("main .ask .btn-danger")


def mailed(guest: Guest, house: House) -> str:
    account = visitor_of_the_museum(guest, house)
    guest.open("/account/agreements")
    guest.follow(GIVE)
    return guest.link_in_mail(account.email, "/account/agreements/link/")


@shown("/account/agreements/confirm")
def consent_confirm(guest: Guest, house: House) -> None:
    guest.open(mailed(guest, house))


@shown("/account/agreements/confirm")
def consent_confirm_elsewhere(guest: Guest, house: House) -> None:
    link = mailed(guest, house)
    guest.page.context.clear_cookies()
    guest.open(link)


@shown("/account/agreements/confirm")
def consent_confirmed(guest: Guest, house: House) -> None:
    consent_confirm(guest, house)
    guest.submit()


@shown_problem("/account/agreements/confirm")
def consent_link_unknown(guest: Guest, house: House) -> None:
    guest.open("/account/agreements/link/made-up")


@shown("/texts/museum/house_rules")
def whole_text(guest: Guest, _house: House) -> None:
    guest.open("/texts/museum/house_rules")
