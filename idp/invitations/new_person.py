"""Accepting an invitation with a name and a first password: the account of the address is made or activated by it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.activation import activate_account, awaits_activation
from idp.accounts.creation import NewPerson, create_proved_account
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.actors import Actor
from idp.admissions import complete_journey, join_portal
from idp.agreements import AgreedText, record_agreements
from idp.audit import audit
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, take_link
from idp.invitations.holding import Held, end, hold_invitation
from idp.invitations.joining import join_as_invited
from idp.invitations.models import Invitation, InvitationState
from idp.invitations.sending import INVITATION
from idp.protocol.admission import CompletedJourney


def accept_as_new_person(
    session: Session,
    token: str,
    person: NewPerson,
    actor: Actor,
    journey: CompletedJourney,
    agreed: Sequence[AgreedText] = (),
) -> Invitation | LinkProblem | None:
    """Redeem the link and make or activate the account, with its admission and the membership that is offered, at once.

    None, with the link left open, where the account of the address can be signed in to by now: that one answers.
    """
    with session.begin_nested() as savepoint:
        found = take_link(session, INVITATION, token, lambda link: _hold(session, link))
        if isinstance(found, LinkProblem):
            return found
        held, present = found[1]
        is_invited = person.email == held.invitation.email
        account = _settle_account(session, present, person, journey, held, actor) if is_invited else None
        if account is None:
            savepoint.rollback()
            return None
    own = actor.identified_as(account.id).at_portal(held.invitation.portal)
    record_agreements(session, account.id, held.invitation.portal, agreed, own, way="invitation")
    join_as_invited(session, held, account, own)
    end(session, held.invitation, InvitationState.ACCEPTED, account.id, own)
    return held.invitation


def _hold(session: Session, link: OneTimeLink) -> tuple[Held, Account | None] | None:
    """The invitation and the account of its address, where there is one; that of an activation is always the same."""
    held = hold_invitation(session, link)
    if held is None:
        return None
    present = select(Account.id).where(Account.email == held.invitation.email)
    account = lock_account(session, session.scalar(present))
    if held.organization is None and (account is None or account.id != held.invitation.account_id):
        return None
    return held, account


def _settle_account(
    session: Session,
    present: Account | None,
    person: NewPerson,
    journey: CompletedJourney,
    held: Held,
    actor: Actor,
) -> Account | None:
    """The new or activated account, admitted to the portal of the invitation."""
    portal = held.invitation.portal
    if present is None:
        account_id = create_proved_account(session, person)
        if account_id is None:
            return None
        own = actor.identified_as(account_id).at_portal(portal)
        audit(session, own, "account.created", subject=account_id, way="invitation")
        join_portal(session, account_id, portal, own, way="invitation", journey=journey)
        return session.get_one(Account, account_id)
    if not awaits_activation(present):
        return None
    own = actor.identified_as(present.id).at_portal(portal)
    activate_account(session, present, person, own)
    complete_journey(session, present.id, portal, own, journey, way="invitation")
    return present
