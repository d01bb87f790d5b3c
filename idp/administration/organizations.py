"""What an operator does to organizations: find them, and say what they ask of a sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.names import canonical_name
from idp.actors import Actor, Permission
from idp.administration.errors import InvalidOrganizationName, OrganizationNotFound
from idp.audit import audit
from idp.organizations.models import Membership, Organization
from idp.protocol.second_factor import Policy

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Member:
    """An account that belongs to an organization, by a role."""

    account_id: str
    email: str
    name: str
    role: str


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
    organization = session.get(Organization, organization_id, with_for_update=True)
    if organization is None:
        raise OrganizationNotFound(organization_id=organization_id)
    return organization


def create_organization(session: Session, name: str, actor: Actor) -> Organization:
    """A new organization without members. Names may repeat. Raises InvalidOrganizationName, Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    called = canonical_name(name, LONGEST_NAME)
    if not called:
        raise InvalidOrganizationName(longest=LONGEST_NAME)
    organization = Organization(name=called)
    session.add(organization)
    session.flush()
    audit(session, actor, "organization.created", subject=organization.id, name=called)
    return organization


def members_of(session: Session, organization_id: str, actor: Actor) -> Sequence[Member]:
    """Its members, by address. Raises Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_READ)
    rows = session.execute(
        select(Account, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organization_id == organization_id)
        .order_by(Account.email)
    )
    return [Member(account.id, account.email, account.name, role) for account, role in rows]


def set_second_factor(session: Session, organization: Organization, policy: Policy, actor: Actor) -> bool:
    """Say who of the organization needs a second factor, from the next sign-in on; False where that was so already.

    It can only be stricter than the portal: the strictest of portal, organization and application holds. Raises
    Forbidden.
    """
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    before = organization.second_factor
    if before == policy:
        return False
    organization.second_factor = policy.value
    action = "organization.second_factor_changed"
    audit(session, actor, action, subject=organization.id, before=before, after=policy.value)
    return True
