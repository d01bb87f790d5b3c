"""The invitations of an organization, as its administrators see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.mail.delivery import Delivery, read_deliveries
from idp.mail.models import OutboxMail
from idp.organizations.invitations.models import InvitationState, OrganizationInvitation
from idp.organizations.invitations.progress import Progress, decide_progress

PAGE_SIZE = 25
_BY_ADDRESS = KeyOrder((OrganizationInvitation.email, OrganizationInvitation.id), OrganizationInvitation.id)


@dataclass(frozen=True, slots=True)
class ListedInvitation:
    """An invitation, to read only, and how far it has come."""

    invitation: OrganizationInvitation
    progress: Progress

    @property
    def id(self) -> str:
        return self.invitation.id


def read_invitations(
    session: Session, organization_id: str, search: str, cursor: Cursor, now: datetime, *, size: int = PAGE_SIZE
) -> KeyPage[ListedInvitation]:
    """A page of the organization's invitations to addresses that contain ``search``, by address."""
    statement = select(OrganizationInvitation).where(OrganizationInvitation.organization_id == organization_id)
    if search:
        statement = statement.where(OrganizationInvitation.email.icontains(search, autoescape=True))
    page = read_page(session, statement, lambda invitation: invitation, _BY_ADDRESS, cursor, size)
    deliveries = read_deliveries(session, [each.mail_id for each in page.entries if each.mail_id])
    listed = [_listed(each, deliveries.get(each.mail_id or ""), now) for each in page.entries]
    return KeyPage(listed, page.has_previous, page.has_next)


def listed_invitation(session: Session, invitation: OrganizationInvitation, now: datetime) -> ListedInvitation:
    """The same of one."""
    mail_id = invitation.mail_id or ""
    return _listed(invitation, read_deliveries(session, [mail_id]).get(mail_id), now)


def find_invited_representative(session: Session, organization_id: str) -> OrganizationInvitation | None:
    """The first invitation of the organization that offers the representation."""
    return session.scalar(
        select(OrganizationInvitation)
        .where(OrganizationInvitation.organization_id == organization_id, OrganizationInvitation.represents)
        .order_by(OrganizationInvitation.created_at, OrganizationInvitation.id)
        .limit(1)
    )


def find_subject(session: Session, invitation: OrganizationInvitation) -> str | None:
    """The subject of the mail that was sent last; None once the outbox no longer lists it."""
    mail = session.get(OutboxMail, invitation.mail_id) if invitation.mail_id else None
    return mail.subject if mail is not None else None


def _listed(invitation: OrganizationInvitation, delivery: Delivery | None, now: datetime) -> ListedInvitation:
    state = InvitationState(invitation.state)
    return ListedInvitation(invitation, decide_progress(state, delivery, invitation.expires_at, now))
