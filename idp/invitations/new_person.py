"""Accepting an invitation with a name and a first password: the account of the address is made or activated by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.activation import activate_account, awaits_activation
from idp.accounts.creation import NewPerson, create_proved_account
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.portal_fields.keeping import share_entries
from idp.actors import Actor
from idp.admissions import complete_journey, join_portal
from idp.agreements import AgreedText, record_agreements
from idp.audit import audit
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, redeem_opened_link
from idp.invitations.holding import Held, end, hold_invitation
from idp.invitations.joining import join_as_invited
from idp.invitations.models import Invitation, InvitationState
from idp.protocol.admission import NO_JOURNEY, CompletedJourney


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyEntries:
    """What the person has entered for the portal of the invitation: its journey, the texts that were agreed to, and its
    own fields of the profile."""

    journey: CompletedJourney = NO_JOURNEY
    agreed: Sequence[AgreedText] = ()
    profile: Mapping[str, object]


NO_ENTRIES = JourneyEntries(profile={})


def accept_as_new_person(
    session: Session, link_id: str, person: NewPerson, actor: Actor, entered: JourneyEntries = NO_ENTRIES
) -> Invitation | LinkProblem | None:
    """Redeem the opened link and make or activate the account, with its admission and the membership that is offered,
    at once.

    None, with the link left open, where the account of the address can be signed in to by now: that one answers.
    """
    with session.begin_nested() as savepoint:
        link = session.get(OneTimeLink, link_id)
        # The invitation and the account are locked before the link (docs/decisions/0051).
        found = _hold(session, link) if link is not None else None
        if link is None or found is None:
            return LinkProblem.UNKNOWN
        problem = redeem_opened_link(session, link)
        if problem is not None:
            return problem
        held, present = found
        is_invited = person.email == held.invitation.email
        account = _settle_account(session, present, person, entered, held, actor) if is_invited else None
        if account is None:
            savepoint.rollback()
            return None
    own = actor.identified_as(account.id).at_portal(held.invitation.portal)
    record_agreements(session, account.id, held.invitation.portal, entered.agreed, own, way="invitation")
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
    entered: JourneyEntries,
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
        kept = share_entries(session, account_id, portal, entered.profile)
        join_portal(session, account_id, portal, own, way="invitation", journey=entered.journey, profile=kept)
        return session.get_one(Account, account_id)
    if not awaits_activation(present):
        return None
    own = actor.identified_as(present.id).at_portal(portal)
    activate_account(session, present, person, own)
    kept = share_entries(session, present.id, portal, entered.profile)
    complete_journey(session, present.id, portal, own, entered.journey, way="invitation", profile=kept)
    return present
