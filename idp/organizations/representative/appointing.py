"""Making an account the legal representative. The caller holds the organization's row."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.organizations.lookup import find_membership
from idp.organizations.members.adding import join_organization
from idp.organizations.members.recording import record_membership
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from idp.organizations.representative.models import HandOver, HandOverState
from idp.organizations.signals import membership_changed


def appoint(session: Session, organization: Organization, account: Account, actor: Actor) -> None:
    """Let the account represent the organization, as an administrator without an end; an open offer is void.

    The former representative stays an administrator.
    """
    membership = find_membership(session, account.id, organization.id)
    if membership is None:
        join_organization(session, organization, account, Right(MemberRole.ADMINISTRATOR), actor)
    else:
        right = replace(Right.of(membership), role=MemberRole.ADMINISTRATOR, expires_at=None)
        membership.role, membership.expires_at = right.role.value, right.expires_at
    former, organization.representative_id = organization.representative_id, account.id
    session.flush()
    end_offers(session, organization.id)
    action = "membership.representative_appointed"
    record_membership(session, actor, action, account.id, organization.id, former=former)
    membership_changed.send(account.id, session=session, organization_id=organization.id)


def can_represent(account: Account) -> bool:
    """Whether the account can sign in and is not about to be deleted."""
    return account.is_active and account.delete_after is None


def end_offers(session: Session, organization_id: str) -> bool:
    """Withdraw what is offered; False where nothing is."""
    ended = session.execute(
        update(HandOver)
        .where(HandOver.organization_id == organization_id, HandOver.state == HandOverState.OFFERED)
        .values(state=HandOverState.WITHDRAWN, answered_at=current_time())
        .returning(HandOver.id)
    )
    return ended.first() is not None
