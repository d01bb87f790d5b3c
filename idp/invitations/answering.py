"""Accepting and declining an invitation to an organization, by the account of the invited address."""

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.accounts.models import Account
from idp.actors import Actor
from idp.admissions import join_portal
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, take_link
from idp.invitations.holding import Held, end, hold_invitation
from idp.invitations.joining import join_as_invited
from idp.invitations.models import Invitation, InvitationState
from idp.invitations.sending import INVITATION


def accept(session: Session, token: str, account_id: str, actor: Actor) -> Invitation | LinkProblem:
    """Redeem the link and let the account of the invited address belong to the organization; of parallel attempts one
    succeeds. An account that belongs to it already keeps its membership as it is.

    The actor acts in a session of the account. Raises SignedOutMeanwhile.
    """
    held = _take(session, token, account_id, actor)
    if isinstance(held, LinkProblem):
        return held
    account, invitation = session.get_one(Account, account_id), held.invitation
    account.email_verified_at = account.email_verified_at or current_time()
    at_portal = actor.at_portal(invitation.portal)
    join_as_invited(session, held, account, at_portal)
    join_portal(session, account.id, invitation.portal, at_portal, way="invitation")
    end(session, invitation, InvitationState.ACCEPTED, account.id, actor)
    return invitation


def decline(session: Session, token: str, account_id: str, actor: Actor) -> Invitation | LinkProblem:
    """Redeem the link and end the invitation. Raises as :func:`accept` does."""
    held = _take(session, token, account_id, actor)
    if isinstance(held, LinkProblem):
        return held
    end(session, held.invitation, InvitationState.DECLINED, account_id, actor)
    return held.invitation


def _take(session: Session, token: str, account_id: str, actor: Actor) -> Held | LinkProblem:
    """UNKNOWN where the link is to another address than the account's."""
    found = take_link(session, INVITATION, token, lambda link: _hold_for(session, link, account_id, actor))
    return found if isinstance(found, LinkProblem) else found[1]


def _hold_for(session: Session, link: OneTimeLink, account_id: str, actor: Actor) -> Held | None:
    held = hold_invitation(session, link)
    if held is None:
        return None
    account = hold_account(session, account_id, actor.session_id)
    return held if account.email == held.invitation.email else None
