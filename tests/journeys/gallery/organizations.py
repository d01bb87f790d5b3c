"""The pages of organizations."""

from datetime import timedelta

from sqlalchemy import select

from idp.accounts.models import Account
from idp.actors import system_actor
from idp.audit import audit
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.details.models import OrganizationAddress
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.authorizations import create_authorization
from tests.factories.clients import create_client
from tests.factories.organizations import (
    create_membership,
    create_organization,
    give_logo,
    give_product,
    join,
    name_domain,
)
from tests.journeys.gallery import shown, shown_wrong
from tests.journeys.gallery.account import LONG
from tests.journeys.guest import Guest
from tests.journeys.house import House

LONG_NAME = "Donaudampfschifffahrtsgesellschaft Sankt Andreasberg-Braunlage Verwaltungs-GmbH & Co. KG"


def chief_of_a_works(guest: Guest, house: House) -> tuple[Account, Organization]:
    """Signed in as the representative of an organization with members of each kind."""
    account = house.let_in(guest, create_account(house.database, given_name="Grete", family_name="Hafen"))
    organization = create_organization(house.database, "Hafenwerk GmbH", representative_id=account.id)
    join(house.database, organization, account, role="administrator", billing=True)
    number = house.database.count(Account)
    now = current_time()
    members = [
        ("Jonas", "Brandt", f"jonas.{number}@hafenwerk.example", {"role": "administrator"}),
        ("Mira", "Albrecht", f"mira.{number}@hafenwerk.example", {"expires_at": now + timedelta(days=9)}),
        ("Ole", "Ahrens", f"ole.{number}@hafenwerk.example", {"expires_at": now - timedelta(days=2), "billing": True}),
        ("Wilhelmine Friederike", "von und zu Oberschwallenbach", f"{number}.{LONG}", {"billing": True}),
        ("", "", f"neu.{number}@hafenwerk.example", {"expires_at": now + timedelta(days=200)}),
    ]
    for given_name, family_name, email, membership in members:
        names = {"given_name": given_name, "family_name": family_name}
        join(house.database, organization, create_account(house.database, email=email, **names), **membership)
    return account, organization


@shown("/organizations")
def own(guest: Guest, house: House) -> None:
    account, _ = chief_of_a_works(guest, house)
    create_membership(house.database, account, name=LONG_NAME, expires_at=current_time() + timedelta(days=40))
    create_membership(house.database, account, name="Lindenhof eG")
    guest.open("/organizations")


@shown("/organizations")
def own_many(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    for number in range(1, 28):
        create_membership(house.database, account, name=f"Wohnungsbau {number}")
    guest.open("/organizations")


@shown("/organizations")
def own_not_found(guest: Guest, house: House) -> None:
    create_membership(house.database, house.let_in(guest))
    guest.open("/organizations?q=Nirgendwo")


@shown("/organizations")
def own_none(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/organizations")


@shown("/organizations/*")
def overview(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}")


@shown("/organizations/*")
def overview_of_a_member(guest: Guest, house: House) -> None:
    account = house.let_in(guest)
    made = create_membership(
        house.database, account, name=LONG_NAME, expires_at=current_time() + timedelta(days=40), billing=True
    )
    guest.open(f"/organizations/{made.organization_id}")


@shown("/organizations/*/members")
def members(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/members")


@shown("/organizations/*/members")
def members_not_found(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/members?q=Nirgendwo")


@shown("/organizations/*/settings")
def settings(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    lines = {"recipient": "Hafenwerk GmbH", "street_address": "Am Kai 4", "postal_code": "20457", "locality": "Hamburg"}
    long = {"recipient": LONG_NAME, "street_address": "Buchhaltung, Gebäude 7, Aufgang C, Postfach 10 04 17"}
    for kind, values in [("postal", lines), ("invoice", lines | long | {"country": "AT"})]:
        given = {"country": "DE", "organization_id": organization.id, "kind": kind}
        house.database.save(OrganizationAddress(**given | values))
    guest.open(f"/organizations/{organization.id}/settings")


@shown("/organizations/*/settings")
def settings_with_logo(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    give_logo(house.database, organization.id)
    guest.open(f"/organizations/{organization.id}/settings")


@shown("/organizations")
def own_with_logos(guest: Guest, house: House) -> None:
    """A wide one, a tall one, and none."""
    account, organization = chief_of_a_works(guest, house)
    give_logo(house.database, organization.id)
    tall = create_membership(house.database, account, name=LONG_NAME)
    give_logo(house.database, tall.organization_id, (90, 140))
    create_membership(house.database, account, name="Lindenhof eG")
    guest.open("/organizations")


@shown_wrong("/organizations/*/settings/logo", "logo")
def settings_wrong_logo(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/settings")
    guest.page.get_by_role("button", name={"de": "Hochladen", "en": "Upload"}[guest.language]).click()


@shown_wrong("/organizations/*/settings", "company")
def settings_wrong(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/settings")
    guest.submit(company="")


@shown("/organizations/*/settings/addresses/invoice")
def address(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/settings/addresses/invoice")


@shown("/organizations/*/audit")
def history(guest: Guest, house: House) -> None:
    """Events of each kind of actor, over two days and two pages."""
    account, organization = chief_of_a_works(guest, house)
    own, now = person_actor(account.id), current_time()
    invited = {"subject": f"neu.{LONG}", "invitation": "inv_1"}
    with house.database.transaction() as session:
        for actor, action, facts in [
            (operator(), "organization.customer_number_set", {"customer_number": "K-20417"}),
            (own, "membership.added", {"subject": account.id, **Right(MemberRole.ADMINISTRATOR, billing=True).told()}),
            (own, "invitation.sent", invited),
            (system_actor("trial"), "membership.ended", {"subject": "acc_gone", "role": "member"}),
        ]:
            audit(session, actor, action, organization=organization.id, **facts)
    for number in range(25):
        at = now - timedelta(days=1, minutes=number)
        event = {"action": "membership.right_changed", "actor_kind": "person", "actor_id": account.id}
        house.database.save(AuditEvent(organization_id=organization.id, subject=account.id, at=at, **event))
    guest.open(f"/organizations/{organization.id}/audit")


@shown("/organizations/*/audit")
def history_filtered(guest: Guest, house: House) -> None:
    """Nothing is left of it."""
    history(guest, house)
    guest.open(f"{guest.page.url}?who=Nirgendwo&area=membership&since=2026-01-01&until=2026-12-31")


@shown_wrong("/organizations/*/audit", "since")
def history_wrong_day(guest: Guest, house: House) -> None:
    history(guest, house)
    guest.open(f"{guest.page.url}?since=9999-12-31")


@shown("/organizations/*/audit")
def history_empty(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/audit")


def member_of(guest: Guest, house: House) -> None:
    """At the page of a member of an organization with products of two portals."""
    _, organization = chief_of_a_works(guest, house)
    account = create_account(house.database, given_name="Mira", family_name="Albrecht")
    membership = join(house.database, organization, account, billing=True)
    for portal, key, name in [("shop", "web", "Webhosting Business"), ("works", "power", "Ökostrom Gewerbe")]:
        give_product(house.database, organization, name, portal=portal, product=key)
    guest.open(f"/organizations/{organization.id}/members/{membership.id}")


@shown("/organizations/*/members/*")
def member(guest: Guest, house: House) -> None:
    member_of(guest, house)


@shown("/organizations/*/members/*")
def member_saved(guest: Guest, house: House) -> None:
    member_of(guest, house)
    guest.submit(last_day="2030-12-24")


@shown_wrong("/organizations/*/members/*", "last_day")
def member_wrong(guest: Guest, house: House) -> None:
    member_of(guest, house)
    guest.submit(last_day="2020-12-24")


@shown("/organizations/*/members/*")
def member_who_represents(guest: Guest, house: House) -> None:
    account, organization = chief_of_a_works(guest, house)
    own = house.database.one(select(Membership).where(Membership.account_id == account.id))
    guest.open(f"/organizations/{organization.id}/members/{own.id}")


@shown("/organizations/*/members")
def members_ending(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/members?only=ending")


def hand_over_of(guest: Guest, house: House) -> tuple[Organization, Account]:
    """Signed in as a representative who has offered the representation to a member."""
    _, organization = chief_of_a_works(guest, house)
    successor = create_account(house.database, given_name="Jonas", family_name="Brandt")
    join(house.database, organization, successor)
    guest.open(f"/organizations/{organization.id}/representative")
    guest.submit(successor=successor.email)
    return organization, successor


@shown("/organizations/*/representative")
def representative(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/representative")


@shown_wrong("/organizations/*/representative", "successor")
def representative_wrong(guest: Guest, house: House) -> None:
    representative(guest, house)
    guest.submit(successor="niemand@hafenwerk.example")


@shown("/organizations/*/representative")
def representative_offered(guest: Guest, house: House) -> None:
    hand_over_of(guest, house)


@shown("/organizations/*/representative")
def representative_asked(guest: Guest, house: House) -> None:
    organization, successor = hand_over_of(guest, house)
    house.let_in(guest, successor)
    guest.open(f"/organizations/{organization.id}/representative")


@shown("/organizations/*")
def overview_of_a_successor(guest: Guest, house: House) -> None:
    organization, successor = hand_over_of(guest, house)
    house.let_in(guest, successor)
    guest.open(f"/organizations/{organization.id}")


@shown("/organizations/*/domains")
def domains(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    name_domain(house.database, organization, "hafenwerk.example", joining="at_once")
    name_domain(house.database, organization, "donaudampfschifffahrtsgesellschaft.example", joining="approval")
    name_domain(house.database, organization, "xn--mller-kva.example", confirmed_at=None, code_hash="x")
    guest.open(f"/organizations/{organization.id}/domains")


@shown_wrong("/organizations/*/domains", "address")
def domains_wrong(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/domains")
    guest.submit(address="grete@gmx.de")


@shown("/organizations/*/domains/*")
def domain_named(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/domains")
    guest.submit(address="it@hafenwerk.example")


@shown_wrong("/organizations/*/domains/*", "code")
def domain_wrong_code(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    named = name_domain(house.database, organization, "hafenwerk.example", confirmed_at=None, code_hash="x")
    guest.open(f"/organizations/{organization.id}/domains/{named.id}")
    guest.submit(code="00000")


@shown("/organizations/*/domains/*")
def domain(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    named = name_domain(house.database, organization, "hafenwerk.example", joining="at_once")
    guest.open(f"/organizations/{organization.id}/domains/{named.id}")


@shown("/organizations/*/domains/*")
def domain_by_which_all_have_to_ask(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    house.database.change(organization, let_in_by="representative")
    named = name_domain(house.database, organization, "hafenwerk.example", joining="at_once")
    guest.open(f"/organizations/{organization.id}/domains/{named.id}")


def colleague_of(guest: Guest, house: House, *names: str) -> list[Organization]:
    """Signed in with an address in a domain that organizations of these names have confirmed."""
    domain = f"werk-{house.database.count(Account)}.example"
    account = create_account(house.database, email=f"mira@{domain}", email_verified_at=current_time())
    house.let_in(guest, account)
    organizations = [create_organization(house.database, name) for name in names]
    for number, organization in enumerate(organizations):
        name_domain(house.database, organization, domain, joining="approval" if number else "at_once")
    return organizations


@shown("/organizations")
def own_none_but_affiliated(guest: Guest, house: House) -> None:
    colleague_of(guest, house, "Hafenwerk GmbH")
    guest.open("/organizations")


@shown("/organizations/join")
def join_by_domain(guest: Guest, house: House) -> None:
    colleague_of(guest, house, "Hafenwerk GmbH", LONG_NAME)
    guest.open("/organizations/join")


@shown("/organizations/join")
def join_without_any(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/organizations/join")


@shown("/organizations/join")
def join_at_once(guest: Guest, house: House) -> None:
    [organization] = colleague_of(guest, house, "Hafenwerk GmbH")
    guest.open(f"/organizations/join?organization={organization.id}")


@shown("/account/deletion")
def deletion_held(guest: Guest, house: House) -> None:
    account, _ = chief_of_a_works(guest, house)
    create_membership(house.database, account, name=LONG_NAME, role="administrator")
    guest.open("/account/deletion")


@shown("/organizations/new")
def new(guest: Guest, house: House) -> None:
    """Signed in at the museum, whose people create organizations."""
    account = house.let_in(guest)
    client, [session] = create_client(house.database, portal="museum"), house.sessions_of(account)
    create_authorization(house.database, client, account_id=account.id, subject=account.id, session_id=session.id)
    guest.open("/organizations/new")


@shown_wrong("/organizations/new", "company")
def new_wrong(guest: Guest, house: House) -> None:
    new(guest, house)
    guest.submit(company="")


@shown("/organizations/*/policies")
def policies(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/policies")


@shown_wrong("/organizations/*/policies", "email_domains")
def policies_wrong(guest: Guest, house: House) -> None:
    policies(guest, house)
    guest.submit(email_domains="hafenwerk")


@shown("/organizations/*/deletion")
def deletion_of_it(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    guest.open(f"/organizations/{organization.id}/deletion")


@shown("/organizations/*/deletion")
def deletion_of_it_held(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    holds = ("prepaid_balance", "unpaid_invoices")
    house.database.save(
        *(OrganizationHold(organization_id=organization.id, portal="shop", hold=hold) for hold in holds)
    )
    guest.open(f"/organizations/{organization.id}/deletion")


@shown("/organizations/*/deletion")
def deletion_of_it_requested(guest: Guest, house: House) -> None:
    _, organization = chief_of_a_works(guest, house)
    house.database.change(organization, delete_after=current_time() + timedelta(days=14))
    guest.open(f"/organizations/{organization.id}/deletion")
