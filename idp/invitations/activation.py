"""Inviting the person for whom an operator has created an account to set it up: an activation."""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from idp.accounts.activation import awaits_activation
from idp.accounts.locks import lock_account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import supersede_links
from idp.infrastructure.web.application import current_settings
from idp.invitations.errors import AlreadyActivated
from idp.invitations.models import OPEN_STATES, Invitation, InvitationState
from idp.invitations.sending import INVITATION, send


def send_activation(session: Session, account_id: str, actor: Actor) -> Invitation:
    """Mail the account's person a link, for the actor's portal or else the default one; the link of an earlier mail is
    void. Raises AlreadyActivated."""
    account = lock_account(session, account_id)
    if account is None or not awaits_activation(account):
        raise AlreadyActivated
    invitation = session.scalar(select(Invitation).where(_is_open_activation(account_id)))
    if invitation is None:
        invitation = Invitation(account_id=account_id, expires_at=current_time())
    settings = current_settings()
    invitation.portal = actor.portal or settings.default_portal
    invitation.email = account.email
    invitation.language = account.language or settings.portal(invitation.portal).default_language
    session.add(invitation)
    session.flush()
    send(session, None, invitation, actor)
    return invitation


def end_activations(session: Session, account_id: str) -> None:
    """Let the activation of an account that has got a password count as accepted, however the account got it."""
    session.execute(
        update(Invitation)
        .where(_is_open_activation(account_id))
        .values(state=InvitationState.ACCEPTED.value, ended_at=current_time())
    )


def withdraw_activations(session: Session, account_id: str) -> None:
    """Void what was mailed to an address that is not the account's any more."""
    open_ones = session.scalars(select(Invitation).where(_is_open_activation(account_id)))
    for invitation in open_ones:
        invitation.state, invitation.ended_at = InvitationState.WITHDRAWN.value, current_time()
        supersede_links(session, INVITATION, invitation.id)


def _is_open_activation(account_id: str) -> ColumnElement[bool]:
    return (
        (Invitation.account_id == account_id) & Invitation.organization_id.is_(None) & Invitation.state.in_(OPEN_STATES)
    )
