"""Noting that the page of an invitation was opened, which changes nothing about what it offers."""

from sqlalchemy import Connection, update

from idp.invitations.models import Invitation, InvitationState


def note_opened(connection: Connection, invitation_id: str) -> None:
    """Note it, at once and for good, for an invitation that was sent and not answered."""
    connection.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.state == InvitationState.SENT)
        .values(state=InvitationState.OPENED)
    )
