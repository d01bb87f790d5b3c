"""What comes after the address is confirmed: an approval, the pages that complete it, or the account at once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.audit import audit
from idp.customers.devices.reservations import free_device
from idp.infrastructure.clock import current_time
from idp.registration.completion import complete
from idp.registration.customer_claims import is_customer_full
from idp.registration.decision_mails import mail_completion, mail_refusal
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.states import RegistrationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the portal's settings say of what lies ahead."""

    is_approved_by_operators: bool
    approval: timedelta
    completion: timedelta
    is_completed_later: bool


def needs_approval(*, is_eligible: bool, is_approved_by_operators: bool, is_customer_full: bool) -> bool:
    """Whether an operator decides: at a portal that asks for it always, else where the evidence was not enough or the
    customer has as many accounts as are allowed."""
    return is_approved_by_operators or not is_eligible or is_customer_full


def go_through(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> None:
    """From a confirmed address to the next state that waits for a person."""
    now = current_time()
    has_account = select(Account.id).where(Account.email == registration.email)
    if not registration.is_of_account and session.scalar(has_account) is not None:
        # The account is left as it was. Its owner has read the mail of the registration before it was made.
        move(session, registration, RegistrationState.SUPERSEDED, password_hash="")
        return
    if needs_approval(
        is_eligible=registration.is_eligible,
        is_approved_by_operators=outlook.is_approved_by_operators,
        is_customer_full=is_customer_full(session, registration),
    ):
        move(session, registration, RegistrationState.AWAITING_APPROVAL, expires_at=now + outlook.approval)
        audit(session, actor, "registration.awaits_approval", subject=registration.id)
        return
    approve(session, registration, actor, outlook)


def approve(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> bool:
    """Let the person complete it, who is told by mail; make the account where nothing more is asked. False where that
    was decided before."""
    now = current_time()
    if not move(session, registration, RegistrationState.APPROVED, decided_at=now, expires_at=now + outlook.completion):
        return False
    if outlook.is_completed_later:
        mail_completion(session, registration)
    else:
        complete(session, registration, actor, outlook.approval)
    return True


def refuse(session: Session, registration: Registration, reason: str) -> bool:
    """End it, and tell the person why; what was typed beside the address is forgotten. False where that was decided
    before."""
    values = {"decided_at": current_time(), "reason": reason, "password_hash": "", "evidence": {}, "profile": {}}
    if not move(session, registration, RegistrationState.REFUSED, **values):
        return False
    free_device(session, registration.id)
    mail_refusal(session, registration)
    return True
