"""Creating the organization of an order, once for its reference."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.invitations.inviting import InvitationOffer, invite
from idp.invitations.pasted import PastedAddress
from idp.orders.models import OrganizationOrder
from idp.orders.order import CustomerOrder
from idp.organizations.creation import create_organization
from idp.organizations.entitlements.at_portals import add_customer, give_product
from idp.organizations.models import MemberRole
from idp.protocol.errors import OrganizationGone, ReferenceConflict

_KEY = (OrganizationOrder.client_id, OrganizationOrder.reference)


def find_ordered(session: Session, client_id: str, order: CustomerOrder) -> str | None:
    """The organization that was created for the reference before; None for a new reference.

    Raises ReferenceConflict where it was another organization, OrganizationGone where it was deleted.
    """
    row = session.get(OrganizationOrder, (client_id, order.reference))
    return _ordered(row, order) if row is not None else None


def order_organization(session: Session, order: CustomerOrder, client_id: str, actor: Actor) -> tuple[str, bool]:
    """The organization of the order, and whether it was created now; of parallel attempts one creates.

    The actor is the client, at its portal. Raises what :func:`find_ordered` raises, and Forbidden.
    """
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    claimed = {"client_id": client_id, "reference": order.reference, "asked_hash": order.asked_hash}
    if not insert_or_leave(session, OrganizationOrder, {**claimed, "created_at": current_time()}, unique=_KEY):
        return _ordered(session.get_one(OrganizationOrder, (client_id, order.reference)), order), False
    organization = create_organization(session, order.name, actor, kind=order.kind, reference=order.reference)
    own = (OrganizationOrder.client_id == client_id, OrganizationOrder.reference == order.reference)
    session.execute(update(OrganizationOrder).where(*own).values(organization_id=organization.id))
    _give(session, organization.id, order, actor)
    return organization.id, True


def _ordered(row: OrganizationOrder, order: CustomerOrder) -> str:
    """Raises as :func:`find_ordered` does."""
    if row.asked_hash != order.asked_hash:
        raise ReferenceConflict("The reference stands for an organization of another kind or name.")
    if row.organization_id is None:
        raise OrganizationGone("The organization that was created for this reference was deleted.")
    return row.organization_id


def _give(session: Session, organization_id: str, order: CustomerOrder, actor: Actor) -> None:
    """What comes with the organization: the portal knows it, its products, and the invitation of its administrator."""
    portal = actor.portal or ""
    add_customer(session, organization_id, portal, order.customer_number, actor)
    for product, name in order.products.items():
        give_product(session, organization_id, portal, product, name, actor)
    if order.administrator is not None:
        offer = InvitationOffer(
            portal=portal,
            role=MemberRole.ADMINISTRATOR,
            billing=True,
            products=(),
            language=order.language,
            represents=True,
        )
        entry = PastedAddress(order.administrator, order.administrator)
        invite(session, organization_id, [(entry, True)], offer, actor)
