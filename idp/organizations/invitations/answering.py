"""Accepting and declining an invitation, by the reader of its mail.

The organization's row is locked first, then the account and the link (docs/decisions/0051): what changes or withdraws
an invitation holds the organization, and voids its links then.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.creation import NewPerson, create_proved_account
from idp.accounts.locks import hold_account
from idp.accounts.models import Account
from idp.actors import Actor
from idp.admissions import join_portal
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, take_link
from idp.organizations.active.choice import choose_organization, remember_organization
from idp.organizations.authority import lock_organization
from idp.organizations.errors import OrganizationNotFound
from idp.organizations.invitations.joining import join_as_invited
from idp.organizations.invitations.models import InvitationState, OrganizationInvitation
from idp.organizations.invitations.sending import ORGANIZATION_INVITATION
from idp.organizations.models import Organization
from idp.protocol.admission import NO_JOURNEY, CompletedJourney


@dataclass(frozen=True, slots=True)
class Held:
    """An invitation, its organization's row held."""

    organization: Organization
    invitation: OrganizationInvitation


def accept(session: Session, token: str, account_id: str, actor: Actor) -> OrganizationInvitation | LinkProblem:
    """Redeem the link and let the account of the invited address belong to the organization; of parallel attempts one
    succeeds. An account that belongs to it already keeps its membership as it is.

    The actor acts in a session of the account. Raises SignedOutMeanwhile.
    """
    found = _take(session, token, account_id, actor)
    if isinstance(found, LinkProblem):
        return found
    account = session.get_one(Account, account_id)
    account.email_verified_at = account.email_verified_at or current_time()
    _join(session, found, account, actor, NO_JOURNEY)
    return found.invitation


def accept_as_new_person(
    session: Session, token: str, person: NewPerson, actor: Actor, journey: CompletedJourney
) -> OrganizationInvitation | LinkProblem | None:
    """Redeem the link and make account, admission and membership at once.

    None, with the link left open, where the address has got an account meanwhile: that one accepts, signed in.
    """
    with session.begin_nested() as savepoint:
        found = take_link(session, ORGANIZATION_INVITATION, token, lambda link: _hold(session, link))
        if isinstance(found, LinkProblem):
            return found
        held = found[1]
        account_id = create_proved_account(session, person) if person.email == held.invitation.email else None
        if account_id is None:
            savepoint.rollback()
            return None
    account = session.get_one(Account, account_id)
    audit(session, actor.identified_as(account_id), "account.created", subject=account_id, way="invitation")
    _join(session, held, account, actor.identified_as(account_id), journey)
    return held.invitation


def decline(session: Session, token: str, account_id: str, actor: Actor) -> OrganizationInvitation | LinkProblem:
    """Redeem the link and end the invitation. Raises as :func:`accept` does."""
    found = _take(session, token, account_id, actor)
    if isinstance(found, LinkProblem):
        return found
    _end(session, found.invitation, InvitationState.DECLINED, account_id, actor)
    return found.invitation


def _take(session: Session, token: str, account_id: str, actor: Actor) -> Held | LinkProblem:
    """UNKNOWN where the link is to another address than the account's."""
    found = take_link(session, ORGANIZATION_INVITATION, token, lambda link: _hold_for(session, link, account_id, actor))
    return found if isinstance(found, LinkProblem) else found[1]


def _hold_for(session: Session, link: OneTimeLink, account_id: str, actor: Actor) -> Held | None:
    held = _hold(session, link)
    if held is None:
        return None
    account = hold_account(session, account_id, actor.session_id)
    return held if account.email == held.invitation.email else None


def _hold(session: Session, link: OneTimeLink) -> Held | None:
    invitation = session.get(OrganizationInvitation, link.subject)
    if invitation is None:
        return None
    try:
        organization = lock_organization(session, invitation.organization_id)
    except OrganizationNotFound:
        return None
    session.refresh(invitation)
    return Held(organization, invitation)


def _join(session: Session, held: Held, account: Account, actor: Actor, journey: CompletedJourney) -> None:
    invitation, at_portal = held.invitation, actor.at_portal(held.invitation.portal)
    join_as_invited(session, held.organization, account, invitation, at_portal)
    join_portal(session, account.id, invitation.portal, at_portal, way="invitation", journey=journey)
    chosen = {"account_id": account.id, "portal": invitation.portal, "organization_id": held.organization.id}
    if actor.session_id is None:
        remember_organization(session, **chosen)
    else:
        choose_organization(session, session_id=actor.session_id, **chosen)
    _end(session, invitation, InvitationState.ACCEPTED, account.id, at_portal)


def _end(
    session: Session, invitation: OrganizationInvitation, state: InvitationState, account_id: str, actor: Actor
) -> None:
    invitation.state, invitation.ended_at, invitation.account_id = state.value, current_time(), account_id
    facts = {"organization": invitation.organization_id, "invitation": invitation.id}
    audit(session, actor.at_portal(invitation.portal), f"invitation.{state}", subject=account_id, **facts)
