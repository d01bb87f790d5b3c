"""Reading and changing the addresses of an organization."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.organizations.authority import hold_organization
from idp.organizations.details.models import AddressKind, OrganizationAddress


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts; ``country`` is ISO 3166-1 alpha-2."""

    recipient: str
    street_address: str
    postal_code: str
    locality: str
    country: str

    @classmethod
    def of(cls, row: OrganizationAddress) -> "Address":
        """The address of a row."""
        return cls(row.recipient, row.street_address, row.postal_code, row.locality, row.country)


def read_addresses(session: Session, organization_id: str) -> Mapping[AddressKind, Address]:
    """Those that the organization has. The caller has found that the reader may know them."""
    rows = session.scalars(select(OrganizationAddress).where(OrganizationAddress.organization_id == organization_id))
    return {AddressKind(row.kind): Address.of(row) for row in rows}


def set_address(session: Session, organization_id: str, kind: AddressKind, address: Address, actor: Actor) -> bool:
    """Write an address down in place of a former one of this kind; False where nothing changes.

    The event tells the kind alone. Raises what :func:`hold_organization` raises.
    """
    hold_organization(session, organization_id, actor)
    row = session.get(OrganizationAddress, (organization_id, kind.value), populate_existing=True)
    if row is not None and Address.of(row) == address:
        return False
    values = asdict(address) | {"changed_at": current_time()}
    session.merge(OrganizationAddress(organization_id=organization_id, kind=kind.value, **values))
    _tell(session, actor, "organization.address_changed", organization_id, kind)
    return True


def remove_address(session: Session, organization_id: str, kind: AddressKind, actor: Actor) -> bool:
    """Forget the address; False where there is none. Raises what :func:`hold_organization` raises."""
    hold_organization(session, organization_id, actor)
    row = session.get(OrganizationAddress, (organization_id, kind.value), populate_existing=True)
    if row is None:
        return False
    session.delete(row)
    _tell(session, actor, "organization.address_removed", organization_id, kind)
    return True


def _tell(session: Session, actor: Actor, action: str, organization_id: str, kind: AddressKind) -> None:
    audit(session, actor, action, subject=organization_id, organization=organization_id, address=kind.value)
