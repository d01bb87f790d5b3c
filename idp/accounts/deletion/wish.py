"""Asking for the deletion of an account, and taking that back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from idp.accounts.authority import hold_account
from idp.accounts.circumstances import Circumstances
from idp.accounts.deletion.messages import Cause, DeletionCancelled, DeletionRequested
from idp.accounts.models import Account
from idp.accounts.signals import sessions_ended
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.web.hosts import external_url
from idp.mail import Message, enqueue
from idp.sessions import end_other_sessions


def request_deletion(session: Session, by: Circumstances, waiting_time: timedelta) -> datetime:
    """Note the wish, sign out every other browser and tell the owner; returns when the account will be deleted.

    Asking again changes nothing: it neither puts the day off
    nor sends another mail. Raises SignedOutMeanwhile.
    """
    account = hold_account(session, by.account_id, by.kept_session_id or "")
    if account.delete_after is not None:
        return account.delete_after
    moment = now()
    account.delete_after = moment + waiting_time
    ended = end_other_sessions(session, account.id, by.kept_session_id)
    sessions_ended.send(account.id, session=session, session_ids=ended)
    _record(session, "deletion.requested", by, ended_sessions=len(ended))
    told = DeletionRequested(
        requested_at=moment,
        valid_until=account.delete_after,
        deletion_link=external_url("deletion.index"),
        name=account.name,
        asked_by=by.request_info,
    )
    _tell(session, account, told, by)
    return account.delete_after


def cancel_deletion(session: Session, by: Circumstances, cause: Cause = "person") -> bool:
    """Let the account stay and tell its owner; False where nobody had asked for its deletion.

    ``cause`` is what speaks for its staying. Whoever had taken the account over may have asked for its deletion, so
    what the owner does to get it back takes that back, too: a wish that was the owner's own can be said again.
    """
    # What is changed but not written yet would be lost by the reading anew.
    session.flush()
    account = session.get_one(Account, by.account_id, with_for_update=True)
    if account.delete_after is None:
        return False
    account.delete_after = None
    _record(session, "deletion.cancelled", by, cause=cause)
    told = DeletionCancelled(
        cancelled_at=now(), cause=cause, reset_link=by.reset_page, name=account.name, asked_by=by.request_info
    )
    _tell(session, account, told, by)
    return True


def _tell(session: Session, account: Account, message: Message, by: Circumstances) -> None:
    enqueue(
        session,
        message,
        recipient=account.email,
        portal=by.portal,
        language=account.language or by.language,
        account_id=account.id,
    )


def _record(session: Session, action: str, by: Circumstances, **details: Any) -> None:
    record(
        session,
        action,
        actor=by.account_id,
        subject=by.account_id,
        portal=by.portal,
        ip=by.request_info.ip,
        **details,
    )
