"""The pages that ask for a second factor."""

from idp.accounts.models import Account
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.factories.factors import create_app_of, create_recovery_codes
from tests.journeys.gallery import shown, shown_wrong
from tests.journeys.gallery.signin import come_from
from tests.journeys.guest import Guest
from tests.journeys.house import House


def somebody_with_an_app(house: House) -> Account:
    account = create_account(house.database)
    create_app_of(house.database, house.box, account, name="Diensthandy")
    create_recovery_codes(house.database, account)
    return account


def choose(guest: Guest, way: str) -> None:
    """Another way than the one that was asked for first."""
    guest.page.locator("main summary").first.click()
    guest.page.locator(f"main a[href$='{way}']").click()
    guest.page.wait_for_url(f"**/{way}")


@shown("/signin/*/factor/totp")
def app(guest: Guest, house: House) -> None:
    guest.open("/signin")
    guest.sign_in(somebody_with_an_app(house).email, PASSWORD)


@shown_wrong("/signin/*/factor/totp", "code")
def app_wrong(guest: Guest, house: House) -> None:
    app(guest, house)
    guest.submit(code="000")


@shown("/signin/*/factor/totp")
def other_ways(guest: Guest, house: House) -> None:
    app(guest, house)
    for summary in guest.page.locator("main summary").all():
        summary.click()


@shown("/signin/*/factor/recovery-code")
def recovery_code(guest: Guest, house: House) -> None:
    app(guest, house)
    choose(guest, "recovery-code")


@shown_wrong("/signin/*/factor/recovery-code", "code")
def recovery_code_wrong(guest: Guest, house: House) -> None:
    recovery_code(guest, house)
    guest.submit(code="aaaa-bbbb")


@shown("/signin/*/factor/mailed-code")
def mailed_code(guest: Guest, house: House) -> None:
    come_from(guest, create_client(house.database, portal="club"))
    guest.sign_in(create_account(house.database).email, PASSWORD)


@shown_wrong("/signin/*/factor/mailed-code", "code")
def mailed_code_wrong(guest: Guest, house: House) -> None:
    mailed_code(guest, house)
    guest.submit(code="000 000")


@shown("/signin/*/factor/mailed-code")
def mailed_code_again(guest: Guest, house: House) -> None:
    mailed_code(guest, house)
    with guest.page.expect_navigation():
        guest.page.locator("main form[action$=resend] button").click()


@shown("/signin/*/factor/passkey")
def passkey(guest: Guest, house: House) -> None:
    account = somebody_with_an_app(house)
    house.give_passkey(account, "Schlüsselbund")
    guest.open("/signin")
    guest.sign_in(account.email, PASSWORD)


@shown("/signin/*/factor/none-at-hand")
def none_at_hand(guest: Guest, house: House) -> None:
    app(guest, house)
    with guest.page.expect_navigation():
        guest.page.locator("main a[href$='none-at-hand']").click()
