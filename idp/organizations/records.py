"""What operators read of organizations."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.organizations.authority import lock_organization
from idp.organizations.models import Membership, Organization


def find_organizations(
    session: Session, search: str | None, limit: int, actor: Actor
) -> list[tuple[Organization, int]]:
    """Organizations whose name contains ``search`` with the number of their members, by name. Raises Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_READ)
    members = select(func.count()).where(Membership.organization_id == Organization.id).scalar_subquery()
    statement = select(Organization, members).order_by(Organization.name, Organization.id).limit(limit)
    if search:
        by_name = Organization.name.icontains(search, autoescape=True)
        statement = statement.where(or_(by_name, Organization.id == search))
    return [(row[0], row[1]) for row in session.execute(statement)]


def get_organization(session: Session, organization_id: str, actor: Actor) -> Organization:
    """The organization, its row held until the transaction ends. Raises OrganizationNotFound, Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_READ)
    return lock_organization(session, organization_id)
