"""The organization that a person acts for, and why it can be none."""

from idp.accounts.models import Account
from idp.organizations.models import Membership
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.organizations import create_membership, create_organization, give_at_portal, join
from tests.journeys.gallery import shown
from tests.journeys.gallery.signin import come_from
from tests.journeys.guest import Guest
from tests.journeys.house import House

SCOPE = "openid organization"


def two_organizations(guest: Guest, house: House) -> tuple[Account, Membership]:
    """A person of two of them; the membership in the first."""
    account = house.let_in(guest)
    hafen = create_membership(house.database, account, name="Hafenwerk GmbH", role="administrator")
    create_membership(house.database, account, name="Wohnungsgenossenschaft Lindenhof eG")
    give_at_portal(house.database, hafen, "shop", number="10042")
    return account, hafen


@shown("/signin/*/organization")
def choose(guest: Guest, house: House) -> None:
    two_organizations(guest, house)
    come_from(guest, create_client(house.database, scope=SCOPE), scope=SCOPE)


@shown("/signin/*/organization")
def choose_among_many(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    for number in range(1, 25):
        create_membership(house.database, account, name=f"Hausverwaltung Nordufer {number}")
    come_from(guest, create_client(house.database, scope=SCOPE), scope=SCOPE)


@shown("/signin/*/organization")
def none_found(guest: Guest, house: House) -> None:
    choose_among_many(guest, house)
    guest.page.get_by_role("searchbox").fill("Sonnenhof")
    with guest.page.expect_navigation():
        guest.page.get_by_role("searchbox").press("Enter")


@shown("/signin/*/no-organization")
def right_missing(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    hafen = create_organization(house.database, "Hafenwerk GmbH")
    join(house.database, hafen, account)
    chief = create_account(house.database, given_name="Jana", family_name="Brandt")
    join(house.database, hafen, chief, role="administrator")
    create_membership(house.database, account, name="Lindenhof eG")
    client = create_client(house.database, scope=SCOPE, required_rights=["product:wiki"])
    come_from(guest, client, scope=SCOPE)
    guest.page.get_by_role("button", name="Hafenwerk GmbH").click()
    guest.page.wait_for_url("**/no-organization")


@shown("/signin/*/no-organization")
def no_organization(guest: Guest, house: House) -> None:
    house.let_in(guest)
    come_from(guest, create_client(house.database, scope=SCOPE, required_rights=["member"]), scope=SCOPE)


@shown("/signin/*/no-organization")
def organization_of_others(guest: Guest, house: House) -> None:
    two_organizations(guest, house)
    come_from(guest, create_client(house.database, scope=SCOPE), scope=SCOPE, organization="org_of_others")


@shown("/account")
def account_of_two(guest: Guest, house: House) -> None:
    two_organizations(guest, house)
    guest.open("/account")
    guest.page.locator(".switcher summary").click()
