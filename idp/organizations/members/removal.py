"""Ending a membership."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.organizations.authority import hold_organization, lock_organization
from idp.organizations.lookup import get_membership
from idp.organizations.members.former import note_former_member
from idp.organizations.members.guards import refuse_loss
from idp.organizations.members.recording import record_membership
from idp.organizations.members.right import Right
from idp.organizations.members.telling import tell_former_member
from idp.organizations.models import Organization
from idp.organizations.signals import membership_ended


def remove_member(session: Session, organization_id: str, account: Account, actor: Actor) -> None:
    """End the membership: the account does not act for the organization any more, and is told so by mail.

    Raises NoMember, LastAdministrator, RepresentativeStays, and what :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    _end(session, organization, account, actor, "membership.removed")
    tell_former_member(session, organization, account, actor)


def leave_organization(session: Session, organization_id: str, account: Account, actor: Actor) -> None:
    """The same by the member, whose account it is. Raises NoMember, LastAdministrator, RepresentativeStays,
    OrganizationNotFound."""
    _end(session, lock_organization(session, organization_id), account, actor, "membership.left")


def _end(session: Session, organization: Organization, account: Account, actor: Actor, action: str) -> None:
    membership = get_membership(session, account, organization)
    if Right.of(membership).is_lasting_administrator:
        refuse_loss(session, organization, account)
    session.delete(membership)
    session.flush()
    note_former_member(session, organization.id, account.id)
    record_membership(session, actor, action, account.id, organization.id, role=membership.role)
    membership_ended.send(account.id, session=session, organization_id=organization.id)
