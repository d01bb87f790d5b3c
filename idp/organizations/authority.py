"""Who may change an organization: the one decision, made under the lock of the organization's row."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor, ActorKind, Permission
from idp.infrastructure.clock import current_time
from idp.organizations.errors import AdministratorNeeded, OrganizationNotFound
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership, Organization


def hold_organization(session: Session, organization_id: str, actor: Actor) -> Organization:
    """The organization for a change by ``actor``, its row held until the transaction ends.

    An operator needs the permission, a person a membership as administrator. Changes of one organization take turns
    here, so a count of its administrators made afterwards misses none. Raises OrganizationNotFound (for a person
    also where the organization is another's), AdministratorNeeded, Forbidden.
    """
    if actor.kind is not ActorKind.PERSON:
        actor.demand(Permission.ORGANIZATIONS_MANAGE)
    organization = lock_organization(session, organization_id)
    if actor.kind is ActorKind.PERSON:
        _demand_administrator(session, organization_id, actor)
    return organization


def lock_organization(session: Session, organization_id: str) -> Organization:
    """The organization, held until the transaction ends, for an actor whose right follows from something else than a
    membership: an accepted invitation, say. Raises OrganizationNotFound."""
    organization = session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
    if organization is None:
        raise OrganizationNotFound(organization_id=organization_id)
    return organization


def _demand_administrator(session: Session, organization_id: str, actor: Actor) -> None:
    own = select(Membership.role).where(
        Membership.organization_id == organization_id, Membership.account_id == actor.id, LIVES
    )
    role = session.scalar(own, {"now": current_time()})
    if role is None:
        raise OrganizationNotFound(organization_id=organization_id)
    if role != MemberRole.ADMINISTRATOR:
        raise AdministratorNeeded
