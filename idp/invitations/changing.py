"""What an organization does about an invitation after it was sent: send it again, correct its address, withdraw it."""

from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import supersede_links
from idp.invitations.errors import AlreadyInvited, InvitationEnded, InvitationNotFound
from idp.invitations.inviting import find_open, is_address_of_member
from idp.invitations.models import Invitation, InvitationState
from idp.invitations.sending import INVITATION, send
from idp.organizations.authority import hold_organization
from idp.organizations.errors import AlreadyMember
from idp.organizations.models import Organization
from idp.organizations.policies.entry import check_address, check_lets_in


def send_again(session: Session, organization_id: str, invitation_id: str, actor: Actor) -> Invitation:
    """Mail a new link, also of an expired invitation; the link of the mail before is void.

    Raises OnlyRepresentativeLetsIn, InvitationNotFound, InvitationEnded, and what ``hold_organization`` raises.
    """
    organization, invitation = _hold(session, organization_id, invitation_id, actor)
    check_lets_in(organization, actor)
    send(session, organization, invitation, actor)
    _tell(session, actor, "invitation.sent_again", invitation)
    return invitation


def correct_address(session: Session, organization_id: str, invitation_id: str, email: str, actor: Actor) -> Invitation:
    """Send the invitation to another address, given in its canonical form; the link that the former one got is void.

    Raises AlreadyInvited, AlreadyMember, AddressNotAllowed, and what :func:`send_again` raises.
    """
    organization, invitation = _hold(session, organization_id, invitation_id, actor)
    check_lets_in(organization, actor)
    check_address(organization, email)
    if is_address_of_member(session, organization_id, email):
        raise AlreadyMember(email=email, organization_id=organization_id)
    if find_open(session, organization_id, email) not in (None, invitation):
        raise AlreadyInvited(email=email)
    invitation.email = email
    # Who represents the organization is not for its administrators to say.
    invitation.represents = invitation.represents and Permission.ORGANIZATIONS_MANAGE in actor.permissions
    send(session, organization, invitation, actor)
    _tell(session, actor, "invitation.address_corrected", invitation)
    return invitation


def withdraw(session: Session, organization_id: str, invitation_id: str, actor: Actor) -> Invitation:
    """End the invitation: its link is void. Raises InvitationNotFound, InvitationEnded, and what
    ``hold_organization`` raises."""
    _, invitation = _hold(session, organization_id, invitation_id, actor)
    invitation.state, invitation.ended_at = InvitationState.WITHDRAWN.value, current_time()
    supersede_links(session, INVITATION, invitation.id)
    _tell(session, actor, "invitation.withdrawn", invitation)
    return invitation


def get_invitation(session: Session, organization_id: str, invitation_id: str) -> Invitation:
    """An invitation of the organization. Raises InvitationNotFound, for another's as for none."""
    invitation = session.get(Invitation, invitation_id, populate_existing=True)
    if invitation is None or invitation.organization_id != organization_id:
        raise InvitationNotFound
    return invitation


def _hold(session: Session, organization_id: str, invitation_id: str, actor: Actor) -> tuple[Organization, Invitation]:
    organization = hold_organization(session, organization_id, actor)
    invitation = get_invitation(session, organization_id, invitation_id)
    if not invitation.is_open:
        raise InvitationEnded
    return organization, invitation


def _tell(session: Session, actor: Actor, action: str, invitation: Invitation) -> None:
    facts = {"organization": invitation.organization_id, "invitation": invitation.id}
    audit(session, actor.at_portal(invitation.portal), action, subject=invitation.email, **facts)
