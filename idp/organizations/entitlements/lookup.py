"""What a portal gave an organization, to choose from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.organizations.entitlements.models import OrganizationProduct


def read_products(session: Session, organization_id: str, portal: str) -> dict[str, str]:
    """What people call the organization's products of a portal, by their keys; by name."""
    rows = session.execute(
        select(OrganizationProduct.product, OrganizationProduct.name)
        .where(OrganizationProduct.organization_id == organization_id, OrganizationProduct.portal == portal)
        .order_by(OrganizationProduct.name, OrganizationProduct.product)
    )
    return {row.product: row.name for row in rows}
