"""Accepting and declining an invitation to an organization, by the account of the invited address."""

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.accounts.models import Account
from idp.accounts.portal_fields.keeping import share_entries
from idp.actors import Actor
from idp.admissions import add_entries, join_portal
from idp.agreements import record_agreements
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, redeem_opened_link, take_link
from idp.invitations.holding import Held, end, hold_invitation
from idp.invitations.joining import join_as_invited
from idp.invitations.models import Invitation, InvitationState
from idp.invitations.new_person import NO_ENTRIES, JourneyEntries
from idp.invitations.sending import INVITATION


def accept(session: Session, token: str, account_id: str, actor: Actor) -> Invitation | LinkProblem:
    """Redeem the link and let the account of the invited address belong to the organization; of parallel attempts one
    succeeds. An account that belongs to it already keeps its membership as it is.

    The actor acts in a session of the account. Raises SignedOutMeanwhile.
    """
    held = _take(session, token, account_id, actor)
    return held if isinstance(held, LinkProblem) else _accept(session, held, account_id, actor, NO_ENTRIES)


def accept_with_entries(
    session: Session, link_id: str, account_id: str, actor: Actor, entered: JourneyEntries
) -> Invitation | LinkProblem:
    """The same for a link that was opened before, with what the account lacked at the portal and has entered now. The
    rest of the journey is asked at the sign-in. Raises as :func:`accept` does."""
    link = session.get(OneTimeLink, link_id)
    held = _hold_for(session, link, account_id, actor) if link is not None else None
    if link is None or held is None:
        return LinkProblem.UNKNOWN
    problem = redeem_opened_link(session, link)
    return problem or _accept(session, held, account_id, actor, entered)


def _accept(session: Session, held: Held, account_id: str, actor: Actor, entered: JourneyEntries) -> Invitation:
    account, invitation = session.get_one(Account, account_id), held.invitation
    account.email_verified_at = account.email_verified_at or current_time()
    portal, at_portal = invitation.portal, actor.at_portal(invitation.portal)
    join_as_invited(session, held, account, at_portal)
    kept = share_entries(session, account_id, portal, entered.profile) if entered.profile else {}
    if not join_portal(session, account_id, portal, at_portal, way="invitation", profile=kept):
        add_entries(session, account_id, portal, kept)
    record_agreements(session, account_id, portal, entered.agreed, at_portal, way="invitation")
    end(session, invitation, InvitationState.ACCEPTED, account_id, actor)
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
