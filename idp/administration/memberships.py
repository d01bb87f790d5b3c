"""Who belongs to an organization, and by which role."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.administration.errors import AlreadyMember, NoMember
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.ids import new_id
from idp.organizations.models import MemberRole, Membership, Organization


def add_member(session: Session, organization: Organization, account: Account, role: MemberRole, actor: Actor) -> None:
    """Let the account belong to the organization, which it may act for from now on. Raises AlreadyMember, Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    values = {
        "id": new_id("mem"),
        "account_id": account.id,
        "organization_id": organization.id,
        "role": role.value,
        "created_at": current_time(),
    }
    unique = [Membership.account_id, Membership.organization_id]
    if not insert_or_leave(session, Membership, values, unique=unique):
        raise AlreadyMember(email=account.email, organization_id=organization.id)
    _tell(session, actor, "membership.added", account, organization, role=role.value)


def remove_member(session: Session, organization: Organization, account: Account, actor: Actor) -> None:
    """End the membership: the account does not act for the organization any more. Raises NoMember, Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    of_account = (Membership.account_id == account.id, Membership.organization_id == organization.id)
    role = session.scalar(delete(Membership).where(*of_account).returning(Membership.role))
    if role is None:
        raise NoMember(email=account.email, organization_id=organization.id)
    _tell(session, actor, "membership.removed", account, organization, role=role)


def change_role(session: Session, organization: Organization, account: Account, role: MemberRole, actor: Actor) -> bool:
    """Give the member another role; False where it had that one. Raises NoMember, Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    of_account = (Membership.account_id == account.id, Membership.organization_id == organization.id)
    membership = session.scalar(select(Membership).where(*of_account).with_for_update())
    if membership is None:
        raise NoMember(email=account.email, organization_id=organization.id)
    before = membership.role
    if before == role:
        return False
    membership.role = role.value
    _tell(session, actor, "membership.role_changed", account, organization, before=before, after=role.value)
    return True


def _tell(
    session: Session, actor: Actor, action: str, account: Account, organization: Organization, **details: str
) -> None:
    audit(session, actor, action, subject=account.id, organization=organization.id, **details)
