"""Inviting addresses to an organization."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.invitations.models import OPEN_STATES, Invitation
from idp.invitations.pasted import PastedAddress
from idp.invitations.sending import send
from idp.mail.models import OutboxMail
from idp.organizations.authority import hold_organization
from idp.organizations.entitlements.errors import ProductNotFound
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership, Organization
from idp.organizations.policies.entry import check_lets_in, is_allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffer:
    """What the invited are to become: members with this right, at the portal of this key; ``products`` are keys of the
    products that they are limited to without the right of an administrator, and ``membership_expires_at`` ends it.
    ``represents``: who accepts becomes the legal representative as well, where the organization has none."""

    portal: str
    role: MemberRole
    billing: bool
    products: tuple[str, ...]
    language: str
    membership_expires_at: datetime | None = None
    represents: bool = False


class Outcome(StrEnum):
    """What became of an entry of the list."""

    INVITED = "invited"
    ALREADY_INVITED = "already_invited"
    ALREADY_MEMBER = "already_member"
    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"
    """The organization takes no addresses of this domain."""
    LIMITED = "limited"
    """Too many invitations: none was sent to this address."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An entry of the list and what became of it; ``subject`` is that of the mail, where one was sent."""

    text: str
    outcome: Outcome
    subject: str | None = None


def invite(
    session: Session,
    organization_id: str,
    entries: Sequence[tuple[PastedAddress, bool]],
    offer: InvitationOffer,
    actor: Actor,
) -> list[Reported]:
    """Send an invitation to each address that is no member and not invited yet; an expired one is made anew.

    The second value of an entry says whether the limits allow it. Raises OnlyRepresentativeLetsIn, ProductNotFound,
    Forbidden where the actor may not offer the representation, and what ``hold_organization`` raises.
    """
    if offer.represents:
        actor.demand(Permission.ORGANIZATIONS_MANAGE)
    organization = hold_organization(session, organization_id, actor)
    check_lets_in(organization, actor)
    if unknown := set(offer.products) - read_products(session, organization_id, offer.portal).keys():
        raise ProductNotFound(product=min(unknown))
    return [
        _invite(session, organization, entry, offer, actor, is_within_limits) for entry, is_within_limits in entries
    ]


def find_open(session: Session, organization_id: str, email: str) -> Invitation | None:
    """The open invitation of an address, expired or not; the caller holds the organization."""
    return session.scalar(
        select(Invitation).where(
            Invitation.organization_id == organization_id,
            Invitation.email == email,
            Invitation.state.in_(OPEN_STATES),
        )
    )


def is_address_of_member(session: Session, organization_id: str, email: str) -> bool:
    """Whether the account of a canonical address belongs to the organization."""
    of_address = (
        select(Membership.id)
        .join(Account)
        .where(Membership.organization_id == organization_id, Account.email == email, LIVES)
    )
    return session.scalar(of_address, {"now": current_time()}) is not None


def _invite(
    session: Session,
    organization: Organization,
    entry: PastedAddress,
    offer: InvitationOffer,
    actor: Actor,
    is_within_limits: bool,
) -> Reported:
    if entry.email is None:
        return Reported(entry.text, Outcome.INVALID)
    if is_address_of_member(session, organization.id, entry.email):
        return Reported(entry.text, Outcome.ALREADY_MEMBER)
    earlier = find_open(session, organization.id, entry.email)
    if earlier is not None and earlier.expires_at > current_time():
        return Reported(entry.text, Outcome.ALREADY_INVITED)
    if not is_allowed(organization.email_domains, entry.email):
        return Reported(entry.text, Outcome.NOT_ALLOWED)
    if not is_within_limits:
        return Reported(entry.text, Outcome.LIMITED)
    invitation = _write(session, organization, earlier, entry.email, offer)
    send(session, organization, invitation, actor)
    facts = {"organization": organization.id, "invitation": invitation.id, "role": offer.role.value}
    audit(session, actor.at_portal(offer.portal), "invitation.sent", subject=entry.email, **facts)
    mail = session.get_one(OutboxMail, invitation.mail_id)
    return Reported(entry.email, Outcome.INVITED, mail.subject)


def _write(
    session: Session,
    organization: Organization,
    earlier: Invitation | None,
    email: str,
    offer: InvitationOffer,
) -> Invitation:
    """The row, that of the expired invitation where there is one."""
    invitation = earlier or Invitation(organization_id=organization.id, email=email, expires_at=current_time())
    invitation.portal, invitation.language = offer.portal, offer.language
    invitation.role, invitation.billing = offer.role.value, offer.billing
    invitation.membership_expires_at, invitation.represents = offer.membership_expires_at, offer.represents
    invitation.products = () if offer.role is MemberRole.ADMINISTRATOR else offer.products
    session.add(invitation)
    session.flush()
    return invitation
