"""Offering the representation to a member, and withdrawing the offer."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.hosts import external_url
from idp.organizations.authority import hold_organization
from idp.organizations.live import lives
from idp.organizations.lookup import find_membership
from idp.organizations.members.recording import record_membership
from idp.organizations.models import Organization
from idp.organizations.representative.appointing import can_represent, end_offers
from idp.organizations.representative.errors import NoSuccessor, RepresentativeNeeded
from idp.organizations.representative.messages import RepresentationOffered
from idp.organizations.representative.models import HandOver

OFFER_LIFETIME = timedelta(days=14)


def offer_representation(
    session: Session, organization_id: str, successor: Account, representative_name: str, actor: Actor
) -> HandOver:
    """Offer it in place of an earlier offer, and tell the successor by mail.

    Raises RepresentativeNeeded, NoSuccessor, and what :func:`hold_organization` raises.
    """
    organization, now = _hold_own(session, organization_id, actor), current_time()
    membership = find_membership(session, successor.id, organization.id)
    if not lives(membership, now) or successor.id == organization.representative_id or not can_represent(successor):
        raise NoSuccessor
    end_offers(session, organization.id)
    offer = HandOver(organization_id=organization.id, account_id=successor.id, expires_at=now + OFFER_LIFETIME)
    session.add(offer)
    session.flush()
    record_membership(session, actor, "membership.representation_offered", successor.id, organization.id)
    notify(session, successor, _message(organization, successor, representative_name, offer.expires_at), actor)
    return offer


def withdraw_offer(session: Session, organization_id: str, actor: Actor) -> bool:
    """Withdraw what is offered; False where nothing is. Raises RepresentativeNeeded, and what
    :func:`hold_organization` raises."""
    organization = _hold_own(session, organization_id, actor)
    if not end_offers(session, organization.id):
        return False
    record_membership(session, actor, "membership.representation_withdrawn", actor.id or "", organization.id)
    return True


def _hold_own(session: Session, organization_id: str, actor: Actor) -> Organization:
    organization = hold_organization(session, organization_id, actor)
    if organization.representative_id != actor.id:
        raise RepresentativeNeeded
    return organization


def _message(
    organization: Organization, successor: Account, representative: str, valid_until: datetime
) -> RepresentationOffered:
    link = external_url("organization_representative.index", organization_id=organization.id)
    return RepresentationOffered(
        organization=organization.name,
        representative=representative,
        representation_link=link,
        valid_until=valid_until,
        name=successor.name,
    )
