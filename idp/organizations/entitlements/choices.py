"""The products of an organization, of which a member gets some."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from idp.organizations.entitlements.models import MembershipProduct, OrganizationProduct


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product of the organization, by the keys of it and its portal; ``is_given``: the member may use it."""

    id: str
    portal: str
    product: str
    name: str
    is_given: bool


def read_choices(session: Session, organization_id: str, membership_id: str) -> Sequence[ProductChoice]:
    """The products of all portals, by name."""
    given = and_(
        MembershipProduct.product_id == OrganizationProduct.id, MembershipProduct.membership_id == membership_id
    )
    rows = session.execute(
        select(OrganizationProduct, MembershipProduct.product_id)
        .outerjoin(MembershipProduct, given)
        .where(OrganizationProduct.organization_id == organization_id)
        .order_by(OrganizationProduct.name, OrganizationProduct.portal, OrganizationProduct.product)
    )
    return [ProductChoice(each.id, each.portal, each.product, each.name, held is not None) for each, held in rows]
