"""The last way back for a person who has lost every second factor and every recovery code."""

from sqlalchemy.orm import Session

from idp import audit
from idp.accounts.authority import lock_account
from idp.accounts.models import Account
from idp.accounts.signals import factors_changed
from idp.factors.registry import FACTORS
from idp.infrastructure.clock import now
from idp.mail import enqueue
from idp.operators.messages import FactorsReset
from idp.operators.people import PersonError, check_reason
from idp.sessions import end_other_sessions


def reset_second_factors(
    session: Session, account: Account, *, portal: str, reason: str, actor: str, reset_page: str
) -> list[str]:
    """Take every second factor away and return the kinds that there were; the password alone opens the account again.

    Whoever pretends to be the owner must not gain more than that: all sessions end, and the owner is told, whose
    ``reset_page`` is the complete address of the page for a new password. ``reason`` says how the operator knew who it
    is. Raises :class:`idp.operators.people.PersonError` without a reason, and where there is nothing to take away.
    """
    reason = check_reason(reason)
    lock_account(session, account.id)
    kinds = [each for each in FACTORS if each.is_strong and each.is_enrolled(account.id)]
    if not kinds:
        raise PersonError(f"{account.email} has no second factor.")
    for each in kinds:
        each.remove_all(session, account.id)
    ended = end_other_sessions(session, account.id, None)
    factors_changed.send(account.id, session=session, kept_session_id=None)
    names = [each.key for each in kinds]
    audit.record(
        session,
        "factors.reset",
        actor=actor,
        subject=account.id,
        portal=portal,
        factors=names,
        reason=reason,
        ended_sessions=len(ended),
    )
    enqueue(
        session,
        FactorsReset(reset_at=now(), reset_link=reset_page, name=account.name),
        recipient=account.email,
        portal=portal,
        language=account.language,
        account_id=account.id,
    )
    return names
