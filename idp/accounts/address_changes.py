"""Changes of an address, e-mail or recovery e-mail: pending, then confirmed, then perhaps undone; or void.

Each state has one transition, and nothing else writes it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from idp.accounts.models import Account, EmailChange, EmailChangeState
from idp.accounts.notices import OBJECTION_TIME
from idp.infrastructure.clock import current_time

EMAIL, RECOVERY_EMAIL = "email", "recovery_email"
_KINDS = (EMAIL, RECOVERY_EMAIL)
UNDO_WITHIN = OBJECTION_TIME
DOUBTED_FOR = timedelta(days=30)
"""How long after a change the reader of the new address may be another person than the one who asked for it."""


def find_pending(session: Session, account_id: str, kind: str) -> EmailChange | None:
    """The change that still waits for its confirmation; there is one of a kind at most."""
    return session.scalar(
        select(EmailChange).where(*_pending(account_id, kind), EmailChange.expires_at > current_time())
    )


def add_pending(session: Session, account: Account, new_email: str, lifetime: timedelta) -> EmailChange:
    """Store that the account's e-mail address shall be replaced, in place of an earlier request."""
    void_pending(session, account.id, EMAIL)
    change = EmailChange(
        account_id=account.id,
        kind=EMAIL,
        old_email=account.email,
        new_email=new_email,
        expires_at=current_time() + lifetime,
    )
    session.add(change)
    session.flush()
    return change


def mark_confirmed(change: EmailChange) -> datetime:
    """The new address holds; returns since when."""
    change.state, change.confirmed_at = EmailChangeState.CONFIRMED, (now := current_time())
    return now


def mark_undone(session: Session, change: EmailChange) -> None:
    """The old address holds again, and every change of the same kind that was asked for since is void."""
    change.state, change.undone_at = EmailChangeState.UNDONE, current_time()
    _void(
        session,
        EmailChange.account_id == change.account_id,
        EmailChange.kind == change.kind,
        EmailChange.requested_at >= change.requested_at,
        EmailChange.id != change.id,
    )


def void_pending(session: Session, account_id: str, kind: str) -> None:
    """Let no pending change count any more: the person, or what the account rests on, has changed since."""
    _void(session, *_pending(account_id, kind))


def void_every_pending(session: Session, account_id: str) -> None:
    """Void the pending changes of both kinds: an intruder may have asked for them before a reset."""
    for kind in _KINDS:
        void_pending(session, account_id, kind)


def void_confirmed(session: Session, account_id: str) -> None:
    """Let no former address take a change back any more."""
    _void(session, EmailChange.account_id == account_id, EmailChange.state == EmailChangeState.CONFIRMED)


def is_doubted(session: Session, account: Account) -> bool:
    """Whether the account's address may be another person's than that of its factors: never proved, or just changed."""
    changed = select(EmailChange.id).where(
        EmailChange.account_id == account.id,
        EmailChange.kind == EMAIL,
        EmailChange.state == EmailChangeState.CONFIRMED,
        EmailChange.confirmed_at > current_time() - DOUBTED_FOR,
    )
    return account.email_verified_at is None or session.scalar(changed.limit(1)) is not None


def may_be_undone(now: datetime) -> ColumnElement[bool]:
    """Whether the owner of an account's former address may still take the change back: a condition on ``Account``."""
    return (
        select(EmailChange.id)
        .where(
            EmailChange.account_id == Account.id,
            EmailChange.kind == EMAIL,
            EmailChange.state == EmailChangeState.CONFIRMED,
            EmailChange.confirmed_at > now - UNDO_WITHIN,
        )
        .exists()
    )


def _pending(account_id: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        EmailChange.account_id == account_id,
        EmailChange.kind == kind,
        EmailChange.state == EmailChangeState.PENDING,
    )


def _void(session: Session, *changes: ColumnElement[bool]) -> None:
    session.execute(update(EmailChange).where(*changes).values(state=EmailChangeState.VOID, voided_at=current_time()))
