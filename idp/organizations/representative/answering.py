"""The successor's answer."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.hosts import external_url
from idp.organizations.authority import lock_organization
from idp.organizations.live import lives
from idp.organizations.lookup import find_membership
from idp.organizations.members.recording import record_membership
from idp.organizations.models import Organization
from idp.organizations.representative.appointing import appoint, can_represent
from idp.organizations.representative.errors import HandOverEnded
from idp.organizations.representative.lookup import find_offer
from idp.organizations.representative.messages import RepresentationAnswered
from idp.organizations.representative.models import HandOverState


def answer_offer(
    session: Session, organization_id: str, successor: Account, actor: Actor, *, is_accepted: bool
) -> None:
    """Accept or decline what is offered to the account whose person acts. The representative is told by mail.

    Accepting makes the successor representative and administrator in one transaction, under the organization's lock.
    Raises HandOverEnded, OrganizationNotFound.
    """
    organization, now = lock_organization(session, organization_id), current_time()
    offer = find_offer(session, organization.id, now)
    membership = find_membership(session, successor.id, organization.id)
    if offer is None or offer.account_id != successor.id or not lives(membership, now) or not can_represent(successor):
        raise HandOverEnded
    former = session.get(Account, organization.representative_id) if organization.representative_id else None
    offer.state = HandOverState.ACCEPTED.value if is_accepted else HandOverState.DECLINED.value
    offer.answered_at = now
    session.flush()
    if is_accepted:
        appoint(session, organization, successor, actor)
    else:
        record_membership(session, actor, "membership.representation_declined", successor.id, organization.id)
    if former is not None:
        _tell(session, organization, former, successor, actor, is_accepted=is_accepted)


def _tell(
    session: Session,
    organization: Organization,
    former: Account,
    successor: Account,
    actor: Actor,
    *,
    is_accepted: bool,
) -> None:
    message = RepresentationAnswered(
        organization=organization.name,
        successor=successor.name or successor.email,
        is_accepted=is_accepted,
        organization_link=external_url("organizations.overview", organization_id=organization.id),
        name=former.name,
    )
    notify(session, former, message, actor)
