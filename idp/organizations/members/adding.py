"""Letting an account belong to an organization."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.ids import new_id
from idp.organizations.authority import hold_organization
from idp.organizations.errors import AlreadyMember
from idp.organizations.members.recording import record_membership
from idp.organizations.members.right import Right
from idp.organizations.models import Membership, Organization
from idp.organizations.signals import membership_changed


def add_member(session: Session, organization_id: str, account: Account, right: Right, actor: Actor) -> None:
    """Let the account belong to the organization, which it may act for from now on.

    Raises AlreadyMember, and what :func:`hold_organization` raises.
    """
    join_organization(session, hold_organization(session, organization_id, actor), account, right, actor)


def join_organization(
    session: Session, organization: Organization, account: Account, right: Right, actor: Actor
) -> None:
    """The same for an account that the organization has let in otherwise: by an invitation, or as its founder.

    The caller holds the organization's row and has checked that. Raises AlreadyMember.
    """
    values = {
        "id": new_id("mem"),
        "account_id": account.id,
        "organization_id": organization.id,
        "role": right.role.value,
        "billing": right.billing,
        "expires_at": right.expires_at,
        "created_at": current_time(),
    }
    unique = [Membership.account_id, Membership.organization_id]
    if not insert_or_leave(session, Membership, values, unique=unique):
        raise AlreadyMember(email=account.email, organization_id=organization.id)
    record_membership(session, actor, "membership.added", account.id, organization.id, **right.told())
    membership_changed.send(account.id, session=session, organization_id=organization.id)
