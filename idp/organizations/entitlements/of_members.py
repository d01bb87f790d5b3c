"""What a member has of the organization's products, and which roles of a portal.

The caller holds the organization's row, and the actor has the right to change its memberships.
"""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.organizations.entitlements.errors import ProductNotFound, RoleNotAssignable
from idp.organizations.entitlements.models import MembershipProduct, MembershipRole, OrganizationProduct
from idp.organizations.models import Membership
from idp.portals.roles import assignable_roles
from idp.settings import Settings


def set_products(
    session: Session, membership: Membership, portal: str, products: Collection[str], actor: Actor
) -> bool:
    """Limit a member to these of the products that the portal gave the organization, by their keys.

    False where nothing changes. Raises ProductNotFound.
    """
    of_organization = select(OrganizationProduct).where(
        OrganizationProduct.organization_id == membership.organization_id, OrganizationProduct.portal == portal
    )
    given = {product.product: product.id for product in session.scalars(of_organization)}
    if unknown := set(products) - given.keys():
        raise ProductNotFound(product=min(unknown))
    of_member = (
        MembershipProduct.membership_id == membership.id,
        MembershipProduct.product_id.in_(given.values()),
    )
    before = set(session.scalars(select(MembershipProduct.product_id).where(*of_member)))
    after = {given[key] for key in products}
    if before == after:
        return False
    session.execute(delete(MembershipProduct).where(*of_member, MembershipProduct.product_id.not_in(after)))
    session.add_all(
        MembershipProduct(membership_id=membership.id, product_id=product_id) for product_id in sorted(after - before)
    )
    _tell(session, actor.at_portal(portal), "membership.products_changed", membership, products)
    return True


def set_roles(
    session: Session, membership: Membership, portal: str, roles: Collection[str], actor: Actor, settings: Settings
) -> bool:
    """Give a member these roles of the portal's catalogue in place of others; False where nothing changes.

    Roles that operators alone assign stay as they are where another actor calls. Raises RoleNotAssignable for a role
    that the actor may not assign.
    """
    is_operator = Permission.ORGANIZATIONS_MANAGE in actor.permissions
    assignable = assignable_roles(settings, portal, by_operators=is_operator).keys()
    if refused := set(roles) - assignable:
        raise RoleNotAssignable(role=min(refused))
    of_member = (MembershipRole.membership_id == membership.id, MembershipRole.portal == portal)
    before = set(session.scalars(select(MembershipRole.role).where(*of_member)))
    after = set(roles) | (before - assignable)
    if before == after:
        return False
    session.execute(delete(MembershipRole).where(*of_member, MembershipRole.role.not_in(after)))
    session.add_all(
        MembershipRole(membership_id=membership.id, portal=portal, role=role) for role in sorted(after - before)
    )
    _tell(session, actor.at_portal(portal), "membership.roles_changed", membership, after)
    return True


def _tell(session: Session, actor: Actor, action: str, membership: Membership, keys: Collection[str]) -> None:
    organization_id, account_id = membership.organization_id, membership.account_id
    audit(session, actor, action, subject=account_id, organization=organization_id, keys=sorted(keys))
