"""Finding memberships and organizations."""

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection
from idp.organizations.errors import NoMember
from idp.organizations.live import LIVES
from idp.organizations.models import Membership, Organization


def find_membership(session: Session, account_id: str, organization_id: str) -> Membership | None:
    """The membership of an account in an organization, held until the transaction ends."""
    return session.scalar(
        select(Membership)
        .where(Membership.account_id == account_id, Membership.organization_id == organization_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_membership(session: Session, account: Account, organization: Organization) -> Membership:
    """The same of an account that is called a member. Raises NoMember."""
    membership = find_membership(session, account.id, organization.id)
    if membership is None:
        raise NoMember(email=account.email, organization_id=organization.id)
    return membership


def belongs_to(session: Session, account_id: str, organization_id: str) -> bool:
    """Whether the account is a member of the organization now."""
    member = select(literal(1)).where(
        Membership.account_id == account_id, Membership.organization_id == organization_id, LIVES
    )
    return session.scalar(member, {"now": current_time()}) is not None


def find_logo_digest(organization_id: str) -> str | None:
    """The hash that the address of the organization's logo has; read outside any transaction."""
    return connection().scalar(select(Organization.logo_digest).where(Organization.id == organization_id))


def find_organization_name(organization_id: str | None) -> str | None:
    """What people call the organization; read outside any transaction."""
    if organization_id is None:
        return None
    return connection().scalar(select(Organization.name).where(Organization.id == organization_id))
