"""Noting that the page of an invitation was opened, which changes nothing about what it offers."""

from sqlalchemy import Connection, update

from idp.organizations.invitations.models import InvitationState, OrganizationInvitation


def note_opened(connection: Connection, invitation_id: str) -> None:
    """Note it, at once and for good, for an invitation that was sent and not answered."""
    connection.execute(
        update(OrganizationInvitation)
        .where(OrganizationInvitation.id == invitation_id, OrganizationInvitation.state == InvitationState.SENT)
        .values(state=InvitationState.OPENED)
    )
