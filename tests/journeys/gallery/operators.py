"""The operators' desk."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.administration.models import OperatorRole
from idp.administration.roles import Role
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.customers import create_record
from tests.factories.factors import MULTI, create_app_of
from tests.journeys.gallery import shown, shown_problem, shown_wrong
from tests.journeys.gallery.invitations import WEEK, organization_with_products
from tests.journeys.guest import Guest
from tests.journeys.house import House

QUEUE = "/operators/registrations"


def sit_down(guest: Guest, house: House, role: Role = Role.CARE_AGENT) -> Account:
    """Signed in with a second factor, as an account with a role."""
    account = create_account(house.database, given_name="Ole", family_name="Petersen")
    house.database.save(OperatorRole(account_id=account.id, role=role.value))
    create_app_of(house.database, house.box, account)
    return house.let_in(guest, account, **MULTI)


def register(house: House, **values: Any) -> str:
    """A registration that waits for operators, with its history; the path of its page."""
    now = current_time()
    given = {
        "state": "awaiting_approval",
        "browser_hash": "elsewhere",
        "portal": "landlord",
        "language": "de",
        "email": "petra.lang-obermeier@hafenwerk.example",
        "given_name": "Petra",
        "family_name": "Lang-Obermeier",
        "profile": {"heating": "pump", "owner": True},
        "evidence_met": (),
        "is_eligible": False,
        "submitted_at": now,
        "asked_at": now,
        "expires_at": now + WEEK,
    }
    row = Registration(**given | values)
    house.database.save(row)
    with house.database.transaction() as session:
        for action in ("started", "confirmed", "awaits_approval"):
            audit(session, Actor(kind=ActorKind.PERSON), f"registration.{action}", subject=row.id)
    return f"{QUEUE}/{row.id}"


@shown(QUEUE)
def registrations(guest: Guest, house: House) -> None:
    address = "ueberfaellig@hafenwerk.example"
    with house.database.transaction() as session:
        session.execute(delete(Registration).where(Registration.email.contains(address)))
    asked_at = current_time()
    register(house, email=f"erika.{address}", asked_at=asked_at - timedelta(days=30), family_name="Stolzenfels")
    register(house, email=address, asked_at=asked_at, given_name="", family_name="")
    sit_down(guest, house)
    guest.open(f"{QUEUE}?search={address}")


@shown(f"{QUEUE}/*")
def registration_without_evidence(guest: Guest, house: House) -> None:
    sit_down(guest, house)
    guest.open(register(house))


@shown_wrong(f"{QUEUE}/*", "reason")
def registration_approved_without_a_reason(guest: Guest, house: House) -> None:
    organization = organization_with_products(house, "landlord")
    record = create_record(house.database, f"30816{current_time():%H%M%S%f}", name=organization.name)
    known = {"customer_id": record.id, "organization_id": organization.id, "is_eligible": True}
    sit_down(guest, house)
    guest.open(register(house, **known, evidence_met=("email_domain",)))
    guest.submit()


@shown(f"{QUEUE}/*")
def registration_for_an_auditor(guest: Guest, house: House) -> None:
    sit_down(guest, house, Role.AUDITOR)
    decision = {"state": "refused", "decided_at": current_time(), "reason": "Unbekannt."}
    guest.open(register(house, **decision, evidence_met=None, profile={}))


@shown_wrong(f"{QUEUE}/*/refuse", "reason")
def registration_declined_without_a_reason(guest: Guest, house: House) -> None:
    sit_down(guest, house)
    guest.open(f"{register(house)}/refuse")
    guest.submit()


@shown(f"{QUEUE}/*/confirm")
def address_to_confirm(guest: Guest, house: House) -> None:
    sit_down(guest, house)
    guest.open(f"{register(house, state='submitted', asked_at=None)}/confirm")


@shown_problem(QUEUE)
def second_factor_needed(guest: Guest, house: House) -> None:
    account = create_account(house.database)
    house.database.save(OperatorRole(account_id=account.id, role=Role.OPERATOR.value))
    house.let_in(guest, account)
    guest.open(QUEUE)
