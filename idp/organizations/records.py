"""What operators read and set of organizations."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.organizations.authority import hold_organization, lock_organization
from idp.organizations.models import Membership, Organization
from idp.protocol.second_factor import Policy


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


def set_second_factor(session: Session, organization_id: str, policy: Policy, actor: Actor) -> bool:
    """Say who of the organization needs a second factor, from the next sign-in on; False where that was so already.

    It can only be stricter than the portal: the strictest of portal, organization and application holds. Raises
    what :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    before = organization.second_factor
    if before == policy:
        return False
    organization.second_factor = policy.value
    about = {"subject": organization.id, "organization": organization.id}
    audit(session, actor, "organization.second_factor_changed", **about, before=before, after=policy.value)
    return True
