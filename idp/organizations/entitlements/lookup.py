"""What a portal gave an organization."""

from sqlalchemy import exists, or_, select, union
from sqlalchemy.orm import Session

from idp.organizations.entitlements.models import OrganizationPortal, OrganizationProduct


def read_products(session: Session, organization_id: str, portal: str) -> dict[str, str]:
    """What people call the organization's products of a portal, by their keys; by name."""
    rows = session.execute(
        select(OrganizationProduct.product, OrganizationProduct.name)
        .where(OrganizationProduct.organization_id == organization_id, OrganizationProduct.portal == portal)
        .order_by(OrganizationProduct.name, OrganizationProduct.product)
    )
    return {row.product: row.name for row in rows}


def read_portals(session: Session, organization_id: str) -> set[str]:
    """The portals that know the organization: by a customer number, or by a product that they gave."""
    known = (
        select(each.portal).where(each.organization_id == organization_id)
        for each in (OrganizationPortal, OrganizationProduct)
    )
    return set(session.scalars(union(*known)))


def is_customer(session: Session, organization_id: str, portal: str) -> bool:
    """Whether the portal knows the organization: its application created it, or it has a customer number or a product
    there."""
    known = (
        exists().where(each.organization_id == organization_id, each.portal == portal)
        for each in (OrganizationPortal, OrganizationProduct)
    )
    return bool(session.scalar(select(or_(*known))))
