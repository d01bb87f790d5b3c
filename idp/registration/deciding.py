"""What comes after the address is confirmed: an approval, the pages that complete it, or the account at once."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.customers.devices.reservations import free_device
from idp.infrastructure.clock import current_time
from idp.registration.completion import complete
from idp.registration.customer_approval.approvers import find_organization_to_join
from idp.registration.customer_approval.asking import ask_for_approval
from idp.registration.customer_claims import is_customer_full
from idp.registration.decision_mails import mail_completion, mail_refusal
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.outlook import Outlook
from idp.registration.renewing import find_renewable
from idp.registration.states import RegistrationState


def needs_approval(*, is_eligible: bool, is_always_approved: bool, is_customer_full: bool) -> bool:
    """Whether a person decides: at a portal that asks for it always, else where the evidence was not enough or the
    customer has as many accounts as are allowed."""
    return is_always_approved or not is_eligible or is_customer_full


def go_through(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> None:
    """From a confirmed address to the next state that waits for a person."""
    has_account = select(Account.id).where(Account.email == registration.email)
    is_taken = session.scalar(has_account) is not None and find_renewable(session, registration) is None
    if not registration.is_of_account and is_taken:
        # The account is left as it was. Its owner has read the mail of the registration before it was made.
        move(session, registration, RegistrationState.SUPERSEDED, password_hash="")
        return
    is_joining = find_organization_to_join(session, registration, outlook.approved_by) is not None
    if is_joining or needs_approval(
        is_eligible=registration.is_eligible,
        is_always_approved=outlook.approved_by != "automatic",
        is_customer_full=is_customer_full(session, registration),
    ):
        ask_for_approval(session, registration, actor, outlook)
        return
    approve(session, registration, actor, outlook)


def approve(session: Session, registration: Registration, actor: Actor, outlook: Outlook, **decision: Any) -> bool:
    """Let the person complete it, who is told by mail; make the account where nothing more is asked. False where that
    was decided before.

    ``decision`` is what is kept of it: ``granted``, and ``decided_by_id`` for an administrator's.
    """
    now = current_time()
    decision |= {"decided_at": now, "expires_at": now + outlook.completion}
    if not move(session, registration, RegistrationState.APPROVED, **decision):
        return False
    is_done = not outlook.is_completed_later and complete(session, registration, actor, outlook)
    # Without further pages, too, the person is asked for a user name in place of one that was taken.
    if outlook.is_completed_later or (not is_done and registration.lost_user_name is not None):
        mail_completion(session, registration)
    return True


def refuse(session: Session, registration: Registration, reason: str, decided_by_id: str | None = None) -> bool:
    """End it, and tell the person why; what was typed beside the address is forgotten. False where that was decided
    before. ``decided_by_id`` is the account of an administrator, None for an operator."""
    forgotten: dict[str, Any] = {
        "password_hash": "",
        "evidence": {},
        "evidence_met": None,
        "profile": {},
        "user_name": None,
    }
    decision = {"decided_at": current_time(), "reason": reason, "decided_by_id": decided_by_id}
    if not move(session, registration, RegistrationState.REFUSED, **decision, **forgotten):
        return False
    free_device(session, registration.id)
    mail_refusal(session, registration)
    return True
