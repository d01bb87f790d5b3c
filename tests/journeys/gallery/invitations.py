"""Invitations of an organization, as those see them who are invited."""

from datetime import timedelta
from typing import Any

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import issue_link
from idp.invitations.models import Invitation
from idp.invitations.sending import INVITATION
from idp.mail.models import OutboxMail
from idp.organizations.entitlements.models import OrganizationProduct
from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.registration_pages import NEW_PASSWORD
from tests.factories.rows import save_row
from tests.journeys.gallery import shown, shown_problem, shown_wrong
from tests.journeys.gallery.account import LONG
from tests.journeys.guest import Guest
from tests.journeys.house import House

WEEK = timedelta(days=7)
PRODUCTS = {"mail": "E-Mail-Postfächer", "web": "Webhosting Premium", "backup": "Datensicherung"}


def organization_with_products(house: House, portal: str) -> Organization:
    organization = create_organization(house.database, "Hafenwerk Schiffsausrüstung GmbH & Co. KG")
    for product, name in PRODUCTS.items():
        house.database.save(
            OrganizationProduct(organization_id=organization.id, portal=portal, product=product, name=name)
        )
    return organization


def invite(house: House, email: str, *, portal: str = "shop", **values: Any) -> str:
    """An invitation that was mailed; the path of its link."""
    organization = organization_with_products(house, portal)
    inviter = create_account(house.database, given_name="Wilhelmine", family_name="Hafenmeister")
    join(house.database, organization, inviter, role="administrator")
    given = {"role": "member", "products": ("mail", "web"), "language": "de", "expires_at": current_time() + WEEK}
    invitation = Invitation(
        organization_id=organization.id, portal=portal, email=email, inviter_id=inviter.id, **given | values
    )
    house.database.save(invitation)
    with house.database.transaction() as session:
        token = issue_link(session, INVITATION, invitation.id, WEEK, portal=portal).token
    return f"/invitation/link/{token}"


def new_address() -> str:
    return f"neu.{current_time():%H%M%S%f}@hafenwerk.example"


@shown("/register/invitation")
def new_person(guest: Guest, house: House) -> None:
    guest.open(invite(house, new_address(), portal="museum"))


@shown("/register/invitation")
def new_representative(guest: Guest, house: House) -> None:
    guest.open(invite(house, new_address(), role="administrator", products=(), represents=True))


@shown_wrong("/register/invitation", "given_name", "family_name", "password", "text_terms")
def new_person_wrong(guest: Guest, house: House) -> None:
    new_person(guest, house)
    guest.submit()


@shown("/invitation/accepted/*")
def new_person_accepted(guest: Guest, house: House) -> None:
    guest.open(invite(house, new_address()))
    guest.submit(given_name="Nele", family_name="Neumann", password=NEW_PASSWORD)


def activate(house: House, portal: str) -> str:
    """An account that an operator has created; the path of the link to set it up."""
    person = create_account(house.database, password=None)
    values = {"account_id": person.id, "portal": portal, "email": person.email, "language": "de"}
    invitation = Invitation(**values, expires_at=current_time() + WEEK)
    house.database.save(invitation)
    with house.database.transaction() as session:
        return f"/invitation/link/{issue_link(session, INVITATION, invitation.id, WEEK, portal=portal).token}"


@shown("/register/invitation")
def activation(guest: Guest, house: House) -> None:
    guest.open(activate(house, "museum"))


@shown_wrong("/register/invitation", "given_name", "password", "text_terms")
def activation_wrong(guest: Guest, house: House) -> None:
    activation(guest, house)
    guest.submit(given_name="")


@shown("/invitation/accepted/*")
def activated(guest: Guest, house: House) -> None:
    guest.open(activate(house, "shop"))
    guest.submit(password=NEW_PASSWORD)


@shown("/invitation")
def known_signed_out(guest: Guest, house: House) -> None:
    guest.open(invite(house, create_account(house.database).email))


def signed_in(guest: Guest, house: House, **values: Any) -> Account:
    account = house.let_in(guest)
    guest.open(invite(house, account.email, **values))
    return account


@shown("/invitation")
def known(guest: Guest, house: House) -> None:
    signed_in(guest, house, billing=True)


@shown("/register/invitation")
def known_who_lacks_something(guest: Guest, house: House) -> None:
    signed_in(guest, house, portal="landlord")
    guest.submit()


@shown("/invitation")
def known_administrator(guest: Guest, house: House) -> None:
    signed_in(guest, house, role="administrator")


@shown("/invitation")
def of_another_account(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open(invite(house, create_account(house.database).email))


@shown("/invitation")
def declined(guest: Guest, house: House) -> None:
    known(guest, house)
    guest.follow("main form .btn-secondary")


@shown("/invitation")
def answered(guest: Guest, house: House) -> None:
    known(guest, house)
    guest.follow("main form .btn-secondary")
    guest.open("/invitation")


@shown_problem("/invitation")
def unknown(guest: Guest, house: House) -> None:
    guest.open("/invitation/link/made-up")


# For the organization's administrators


def administrator(guest: Guest, house: House) -> str:
    """Signed in; the path of an organization's invitations, which are in every state."""
    organization = organization_with_products(house, "shop")
    account = house.let_in(guest)
    join(house.database, organization, account, role="administrator")
    now = current_time()
    ended = {"ended_at": now - timedelta(days=1)}
    for number, values in enumerate(
        (
            {"state": "sent", "mail_id": save_row(house.database, OutboxMail, state="sent")},
            {"state": "sent", "mail_id": save_row(house.database, OutboxMail, state="failed"), "billing": True},
            {"state": "opened"},
            {"state": "sent", "expires_at": now - timedelta(days=1)},
            {"state": "accepted", **ended},
            {"state": "declined", **ended},
            {"state": "withdrawn", "role": "administrator", **ended},
            {"state": "sent", "mail_id": save_row(house.database, OutboxMail, state="bounced")},
            {"state": "sent", "mail_id": save_row(house.database, OutboxMail, state="suppressed")},
        )
    ):
        given = {"role": "member", "language": "de", "expires_at": now + WEEK}
        email = f"{number}.{LONG}" if number == 1 else f"person{number}@hafenwerk.example"
        house.database.save(Invitation(organization_id=organization.id, portal="shop", email=email, **given | values))
    return f"/organizations/{organization.id}/invitations"


@shown("/organizations/*/invitations")
def index(guest: Guest, house: House) -> None:
    guest.open(administrator(guest, house))


@shown("/organizations/*/invitations")
def index_empty(guest: Guest, house: House) -> None:
    organization = organization_with_products(house, "shop")
    join(house.database, organization, house.let_in(guest), role="administrator")
    guest.open(f"/organizations/{organization.id}/invitations")


@shown("/organizations/*/invitations")
def index_nothing_found(guest: Guest, house: House) -> None:
    guest.open(f"{administrator(guest, house)}?q=nobody")


@shown("/organizations/*/invitations")
def sent_again(guest: Guest, house: House) -> None:
    index(guest, house)
    guest.follow("main .data button")


@shown("/organizations/*/invitations/*")
def one(guest: Guest, house: House) -> None:
    index(guest, house)
    guest.follow("main .data tbody a >> nth=1")


@shown_wrong("/organizations/*/invitations/*/address", "address")
def one_wrong_address(guest: Guest, house: House) -> None:
    one(guest, house)
    guest.fill(address="nobody")
    guest.follow("main #entry .btn")


@shown("/organizations/*/invitations/*")
def one_accepted(guest: Guest, house: House) -> None:
    index(guest, house)
    guest.follow("main .data tbody a >> nth=4")


@shown("/organizations/*/invitations/new")
def wizard(guest: Guest, house: House) -> None:
    guest.open(f"{administrator(guest, house)}/new")


@shown_wrong("/organizations/*/invitations/new", "addresses")
def wizard_wrong(guest: Guest, house: House) -> None:
    wizard(guest, house)
    guest.submit(addresses="anna@hafenwerk.example\nnobody")


@shown("/organizations/*/invitations/new")
def wizard_right(guest: Guest, house: House) -> None:
    wizard(guest, house)
    guest.submit(addresses=f"Anna <anna.{current_time():%H%M%S%f}@hafenwerk.example>; person2@hafenwerk.example")


@shown("/organizations/*/invitations/new")
def wizard_check(guest: Guest, house: House) -> None:
    wizard_right(guest, house)
    guest.page.locator("main [name=products]").first.check()
    guest.submit()


@shown("/organizations/*/invitations/new")
def wizard_sent(guest: Guest, house: House) -> None:
    wizard_check(guest, house)
    guest.submit()


# Asking to join


def chief(guest: Guest, house: House) -> Organization:
    """Signed in as an administrator, whom two people ask."""
    organization = organization_with_products(house, "shop")
    join(house.database, organization, house.let_in(guest), role="administrator")
    for given_name in ("Wilhelmine Friederike", "Ole"):
        ask(house, organization, create_account(house.database, given_name=given_name))
    return organization


def ask(house: House, organization: Organization, account: Account, **values: Any) -> None:
    given = {"portal": "shop", "state": "open"}
    house.database.save(JoinRequest(organization_id=organization.id, account_id=account.id, **given | values))


@shown("/organizations/*/requests")
def request_decided_by_another(guest: Guest, house: House) -> None:
    guest.open(f"/organizations/{chief(guest, house).id}/requests?done=ended")


@shown("/organizations/*/requests")
def requests(guest: Guest, house: House) -> None:
    guest.open(f"/organizations/{chief(guest, house).id}/requests")


@shown("/organizations/*/requests")
def requests_empty(guest: Guest, house: House) -> None:
    organization = organization_with_products(house, "shop")
    join(house.database, organization, house.let_in(guest), role="administrator")
    guest.open(f"/organizations/{organization.id}/requests")


@shown("/organizations/*/requests")
def request_approved(guest: Guest, house: House) -> None:
    requests(guest, house)
    guest.follow("main [value=approve]")


@shown_wrong("/organizations/*/requests/*/refuse", "reason")
def request_refused_without_a_reason(guest: Guest, house: House) -> None:
    requests(guest, house)
    guest.follow("main [value=decline]")
    guest.submit()


@shown("/organizations/join")
def join_asked(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open(f"/organizations/join?organization={organization_with_products(house, 'shop').id}")


@shown("/organizations/join")
def join_waiting(guest: Guest, house: House) -> None:
    join_asked(guest, house)
    guest.submit()


@shown("/organizations/join")
def join_refused(guest: Guest, house: House) -> None:
    organization, account = organization_with_products(house, "shop"), house.let_in(guest)
    ended = {"state": "refused", "ended_at": current_time(), "reason": "Wir kennen Sie noch nicht. Bitte rufen Sie an."}
    ask(house, organization, account, **ended)
    guest.open(f"/organizations/join?organization={organization.id}")
