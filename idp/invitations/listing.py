"""Invitations, as the administrators of their organization or operators see them, and how far each has come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.invitations.models import Invitation, InvitationState
from idp.invitations.progress import Progress, decide_progress
from idp.mail.delivery import Delivery, read_deliveries
from idp.mail.models import OutboxMail

PAGE_SIZE = 25
_BY_ADDRESS = KeyOrder((Invitation.email, Invitation.id), Invitation.id)


@dataclass(frozen=True, slots=True)
class ListedInvitation:
    """An invitation, to read only, and how far it has come."""

    invitation: Invitation
    progress: Progress

    @property
    def id(self) -> str:
        return self.invitation.id


def read_invitations(
    session: Session, organization_id: str, search: str, cursor: Cursor, now: datetime, *, size: int = PAGE_SIZE
) -> KeyPage[ListedInvitation]:
    """A page of the organization's invitations to addresses that contain ``search``, by address."""
    return _read(session, Invitation.organization_id == organization_id, search, cursor, now, size)


def read_activations(
    session: Session, search: str, cursor: Cursor, now: datetime, *, size: int = PAGE_SIZE
) -> KeyPage[ListedInvitation]:
    """The same of invitations to set up an account."""
    return _read(session, Invitation.organization_id.is_(None), search, cursor, now, size)


def _read(
    session: Session, which: ColumnElement[bool], search: str, cursor: Cursor, now: datetime, size: int
) -> KeyPage[ListedInvitation]:
    statement = select(Invitation).where(which)
    if search:
        statement = statement.where(Invitation.email.icontains(search, autoescape=True))
    page = read_page(session, statement, lambda invitation: invitation, _BY_ADDRESS, cursor, size)
    deliveries = read_deliveries(session, [each.mail_id for each in page.entries if each.mail_id])
    listed = [_listed(each, deliveries.get(each.mail_id or ""), now) for each in page.entries]
    return KeyPage(listed, page.has_previous, page.has_next)


def listed_invitation(session: Session, invitation: Invitation, now: datetime) -> ListedInvitation:
    """The same of one."""
    mail_id = invitation.mail_id or ""
    return _listed(invitation, read_deliveries(session, [mail_id]).get(mail_id), now)


def find_invited_representative(session: Session, organization_id: str) -> Invitation | None:
    """The first invitation of the organization that offers the representation."""
    return session.scalar(
        select(Invitation)
        .where(Invitation.organization_id == organization_id, Invitation.represents)
        .order_by(Invitation.created_at, Invitation.id)
        .limit(1)
    )


def find_subject(session: Session, invitation: Invitation) -> str | None:
    """The subject of the mail that was sent last; None once the outbox no longer lists it."""
    mail = session.get(OutboxMail, invitation.mail_id) if invitation.mail_id else None
    return mail.subject if mail is not None else None


def _listed(invitation: Invitation, delivery: Delivery | None, now: datetime) -> ListedInvitation:
    state = InvitationState(invitation.state)
    return ListedInvitation(invitation, decide_progress(state, delivery, invitation.expires_at, now))
