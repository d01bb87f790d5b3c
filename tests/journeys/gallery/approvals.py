"""Registrations of a customer's people, as the administrators of its organization see them."""

from typing import Any

from idp.infrastructure.clock import current_time
from idp.organizations.models import Organization
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.customers import create_record
from tests.factories.organizations import join
from tests.journeys.gallery import shown, shown_wrong
from tests.journeys.gallery.invitations import WEEK, organization_with_products
from tests.journeys.guest import Guest
from tests.journeys.house import House


def chief(guest: Guest, house: House) -> Organization:
    """Signed in as an administrator of a customer's organization."""
    organization = organization_with_products(house, "shop")
    join(house.database, organization, house.let_in(guest), role="administrator")
    return organization


def register(house: House, organization: Organization, **values: Any) -> str:
    """A registration that waits for the organization; the path of its page."""
    now = current_time()
    record = create_record(house.database, f"30815{now:%H%M%S%f}", name=organization.name)
    given = {
        "state": "awaiting_approval",
        "browser_hash": "elsewhere",
        "portal": "shop",
        "language": "de",
        "email": "petra.lang-obermeier@hafenwerk.example",
        "given_name": "Petra",
        "family_name": "Lang-Obermeier",
        "customer_id": record.id,
        "organization_id": organization.id,
        "asked_at": now,
        "expires_at": now + WEEK,
    }
    registration = Registration(**given | values)
    house.database.save(registration)
    return f"/organizations/{organization.id}/registrations/{registration.id}"


@shown("/organizations/*/registrations")
def registrations(guest: Guest, house: House) -> None:
    organization = chief(guest, house)
    register(house, organization)
    guest.open(f"/organizations/{organization.id}/registrations")


@shown("/organizations/*/registrations/*")
def registration_to_approve(guest: Guest, house: House) -> None:
    guest.open(register(house, chief(guest, house)))


@shown("/organizations/*/registrations/*")
def registration_decided_by_another(guest: Guest, house: House) -> None:
    organization, other = chief(guest, house), create_account(house.database, given_name="Ole")
    decision = {"state": "refused", "decided_at": current_time(), "decided_by_id": other.id, "reason": "Unbekannt."}
    guest.open(register(house, organization, **decision))


@shown_wrong("/organizations/*/registrations/*/refuse", "reason")
def registration_declined_without_a_reason(guest: Guest, house: House) -> None:
    guest.open(register(house, chief(guest, house)))
    guest.follow("main [href$=refuse]")
    guest.submit()
