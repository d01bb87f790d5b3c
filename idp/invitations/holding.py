"""Holding an invitation for its answer.

The organization's row is locked first, then the account and the link (docs/decisions/0051): what changes or withdraws
an invitation holds the organization, and voids its links then. An activation has no organization.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from idp.invitations.models import Invitation, InvitationState
from idp.organizations.authority import lock_organization
from idp.organizations.errors import OrganizationNotFound
from idp.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Held:
    """An invitation, the row of its organization held."""

    organization: Organization | None
    invitation: Invitation


def hold_invitation(session: Session, link: OneTimeLink) -> Held | None:
    """The invitation of a link, read under the lock of its organization; None where either is gone."""
    invitation = session.get(Invitation, link.subject)
    if invitation is None:
        return None
    if invitation.organization_id is None:
        return Held(None, invitation)
    try:
        organization = lock_organization(session, invitation.organization_id)
    except OrganizationNotFound:
        return None
    session.refresh(invitation)
    return Held(organization, invitation)


def end(session: Session, invitation: Invitation, state: InvitationState, account_id: str, actor: Actor) -> None:
    """Write down what the account has answered."""
    invitation.state, invitation.ended_at, invitation.account_id = state.value, current_time(), account_id
    at_portal, of_organization = actor.at_portal(invitation.portal), invitation.organization_id
    audit(
        session,
        at_portal,
        f"invitation.{state}",
        subject=account_id,
        organization=of_organization,
        invitation=invitation.id,
    )
