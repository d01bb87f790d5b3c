"""What a portal gives an organization: its customer number and products."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import dialect_insert, dialect_of, insert_or_leave
from idp.infrastructure.ids import new_id
from idp.organizations.entitlements.models import OrganizationPortal, OrganizationProduct

_PRODUCT = (OrganizationProduct.organization_id, OrganizationProduct.portal, OrganizationProduct.product)


def add_customer(session: Session, organization_id: str, portal: str, number: str | None, actor: Actor) -> None:
    """Let the portal know the organization, by a number or without one. Raises Forbidden."""
    if number is not None:
        return set_customer_number(session, organization_id, portal, number, actor)
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    values = {"organization_id": organization_id, "portal": portal, "created_at": current_time()}
    key = (OrganizationPortal.organization_id, OrganizationPortal.portal)
    insert_or_leave(session, OrganizationPortal, values, unique=key)
    return None


def set_customer_number(session: Session, organization_id: str, portal: str, number: str, actor: Actor) -> None:
    """Write down by which number the portal knows the organization, in place of a former one. Raises Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    key = (OrganizationPortal.organization_id, OrganizationPortal.portal)
    values = {"organization_id": organization_id, "portal": portal, "customer_number": number}
    insert = dialect_insert(dialect_of(session), OrganizationPortal).values(created_at=current_time(), **values)
    session.execute(insert.on_conflict_do_update(index_elements=key, set_={"customer_number": number}))
    _tell(session, actor, "organization.customer_number_set", organization_id, portal, customer_number=number)


def give_product(session: Session, organization_id: str, portal: str, product: str, name: str, actor: Actor) -> bool:
    """Let the organization use a product of the portal, which people call ``name``; False where it does already.

    Raises Forbidden.
    """
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    values = {
        "id": new_id("prd"),
        "organization_id": organization_id,
        "portal": portal,
        "product": product,
        "name": name,
        "created_at": current_time(),
    }
    if not insert_or_leave(session, OrganizationProduct, values, unique=_PRODUCT):
        return False
    _tell(session, actor, "organization.product_given", organization_id, portal, product=product)
    return True


def take_product(session: Session, organization_id: str, portal: str, product: str, actor: Actor) -> bool:
    """End a product for the organization and every member; False where it has none of this key. Raises Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    given = delete(OrganizationProduct).where(
        OrganizationProduct.organization_id == organization_id,
        OrganizationProduct.portal == portal,
        OrganizationProduct.product == product,
    )
    if session.scalar(given.returning(OrganizationProduct.id)) is None:
        return False
    _tell(session, actor, "organization.product_taken", organization_id, portal, product=product)
    return True


def _tell(session: Session, actor: Actor, action: str, organization_id: str, portal: str, **details: str) -> None:
    own = actor.at_portal(portal)
    audit(session, own, action, subject=organization_id, organization=organization_id, **details)
