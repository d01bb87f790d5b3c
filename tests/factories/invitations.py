"""Invitations, sent as an operator sends them."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import find_link
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.application import Application
from idp.invitations.inviting import InvitationOffer, Reported, invite
from idp.invitations.models import Invitation
from idp.invitations.pasted import parse_addresses
from idp.invitations.sending import INVITATION
from idp.mail.content import unwrap_content
from idp.mail.models import OutboxMail
from idp.organizations.models import MemberRole, Organization
from tests.factories.actors import operator
from tests.provisioning.databases import Database

OFFER = InvitationOffer(portal="shop", role=MemberRole.MEMBER, billing=False, products=(), language="en")


def invite_addresses(app: Application, organization: Organization, pasted: str, **offer: object) -> list[Reported]:
    """Invite the addresses of a pasted list."""
    entries = [(entry, True) for entry in parse_addresses(pasted)]
    with app.app_context(), transaction() as session:
        return invite(session, organization.id, entries, replace(OFFER, **offer), operator())  # type: ignore[arg-type]


def invited_link(app: Application, database: Database, email: str) -> str:
    """The path of the link in the invitation mail that was written last to an address."""
    newest = select(OutboxMail).where(OutboxMail.recipient == email).order_by(OutboxMail.created_at.desc())
    return link_of(app, database.rows(newest)[0])


def link_of(app: Application, mail: OutboxMail) -> str:
    """The path of the link of a mail that was not sent yet."""
    content = unwrap_content(SecretBox.from_settings(app.settings), mail.id, mail.wrapped_content or "")
    start = content.text.index(f"{app.settings.issuer}/invitation/link/")
    return content.text[start:].split()[0].removeprefix(app.settings.issuer)


def create_invitation(app: Application, database: Database, organization: Organization, email: str) -> str:
    """Invite one address; the path of the link in its mail."""
    invite_addresses(app, organization, email)
    return invited_link(app, database, email)


def find_link_id(session: Session, path: str) -> str:
    """The id of the link of an invitation, by its path."""
    link = find_link(session, INVITATION, path.rpartition("/")[2])
    return link.id if link is not None else ""


def invitation_of(database: Database, email: str) -> Invitation:
    """The only invitation of an address."""
    return database.one(select(Invitation).where(Invitation.email == email))
