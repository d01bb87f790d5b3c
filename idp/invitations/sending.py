"""The mail of an invitation: its link, and what is written down of it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import IssuedLink, LinkPurpose, issue_link
from idp.infrastructure.web.application import current_settings
from idp.invitations.errors import OfferEnded
from idp.invitations.messages import AccountCreated, InvitedToOrganization
from idp.invitations.models import Invitation, InvitationState
from idp.mail import enqueue
from idp.mail.header_text import clean_foreign_name
from idp.mail.message import Message
from idp.organizations.models import Organization
from idp.portals.demands import demands_at

INVITATION = LinkPurpose("invitation", "invitation.open_link")


def send(session: Session, organization: Organization | None, invitation: Invitation, actor: Actor) -> None:
    """Mail a new link to the address of an open invitation, which holds as long as a new one; earlier links are void.

    The caller holds the row of the organization, or that of the account where there is none. Raises OfferEnded.
    """
    lifetime = _lifetime(invitation, current_time())
    link = issue_link(session, INVITATION, invitation.id, lifetime, portal=invitation.portal)
    message = _message(session, organization, invitation, link, actor)
    mail = enqueue(session, message, recipient=invitation.email, portal=invitation.portal, language=invitation.language)
    invitation.state, invitation.mail_id = InvitationState.SENT.value, mail.id
    ends = invitation.membership_expires_at or link.valid_until
    invitation.sent_at, invitation.expires_at = current_time(), min(link.valid_until, ends)
    invitation.inviter_id = actor.id if actor.kind is ActorKind.PERSON else None


def _message(
    session: Session, organization: Organization | None, invitation: Invitation, link: IssuedLink, actor: Actor
) -> Message:
    if organization is None:
        name = session.get_one(Account, invitation.account_id).name
        return AccountCreated(link=link.url, valid_until=link.valid_until, name=name)
    return InvitedToOrganization(
        organization=clean_foreign_name(organization.name),
        inviter=clean_foreign_name(_name_of(session, actor)),
        link=link.url,
        valid_until=link.valid_until,
    )


def _lifetime(invitation: Invitation, now: datetime) -> timedelta:
    """That of an invitation of the portal, and never longer than the membership lasts that it offers."""
    lifetime = demands_at(current_settings(), invitation.portal).lifetimes.invitation
    ends = invitation.membership_expires_at
    if ends is not None and ends <= now:
        raise OfferEnded
    return min(lifetime, ends - now) if ends else lifetime


def _name_of(session: Session, actor: Actor) -> str:
    """The inviter as the reader of the mail knows them; nothing of an operator."""
    account = session.get(Account, actor.id) if actor.kind is ActorKind.PERSON else None
    return account.name if account is not None else ""
