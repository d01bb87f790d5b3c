"""Letting an account belong to an organization."""

from datetime import datetime

from sqlalchemy import delete
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
from idp.organizations.members.telling import tell_member
from idp.organizations.models import Membership, Organization, policies_of
from idp.organizations.policies.entry import check_address
from idp.organizations.signals import membership_changed


def add_member(session: Session, organization_id: str, account: Account, right: Right, actor: Actor) -> None:
    """Let the account belong to the organization, which it may act for from now on; it is told so by mail.

    Raises AlreadyMember, AddressNotAllowed, and what :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    join_organization(session, organization, account, right, actor)
    tell_member(session, "membership_added", organization, account, right, actor)


def join_organization(
    session: Session, organization: Organization, account: Account, right: Right, actor: Actor
) -> None:
    """The same for an account that the organization has let in otherwise: by an invitation, or as its founder.

    A membership that has ended is replaced. The caller holds the organization's row and has checked that. Raises
    AlreadyMember, AddressNotAllowed.
    """
    check_address(organization, account.email)
    now = current_time()
    _remove_ended(session, organization.id, account.id, now)
    values = {
        "id": new_id("mem"),
        "account_id": account.id,
        "organization_id": organization.id,
        **policies_of(organization),
        "role": right.role.value,
        "billing": right.billing,
        "expires_at": right.expires_at,
        "created_at": now,
    }
    unique = [Membership.account_id, Membership.organization_id]
    if not insert_or_leave(session, Membership, values, unique=unique):
        raise AlreadyMember(email=account.email, organization_id=organization.id)
    record_membership(session, actor, "membership.added", account.id, organization.id, **right.told())
    membership_changed.send(account.id, session=session, organization_id=organization.id)


def _remove_ended(session: Session, organization_id: str, account_id: str, now: datetime) -> None:
    ended = (
        Membership.organization_id == organization_id,
        Membership.account_id == account_id,
        Membership.expires_at <= now,
    )
    session.execute(delete(Membership).where(*ended))
