"""Requesting the deletion of an account, and cancelling it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.deletion.holds import AccountHeld, find_holds
from idp.accounts.deletion.messages import Cause, DeletionCancelled, DeletionRequested
from idp.accounts.locks import hold_account
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.access import end_access
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.hosts import external_url


def request_deletion(session: Session, account_id: str, waiting_time: timedelta, actor: Actor) -> datetime:
    """Store the request, end every other session and notify the owner; returns when the account will be deleted.

    A second request changes nothing: it neither puts the day off nor sends another mail. Raises SignedOutMeanwhile,
    AccountHeld.
    """
    if find_holds(session, account_id):
        raise AccountHeld
    account = hold_account(session, account_id, actor.session_id)
    if account.delete_after is not None:
        return account.delete_after
    now = current_time()
    account.delete_after, account.deletion_portal = now + waiting_time, actor.portal
    ended = end_access(session, account.id, actor)
    audit(session, actor, "deletion.requested", subject=account.id, ended_sessions=ended)
    secure = issue_secure_link(session, account, DeletionRequested, actor)
    told = DeletionRequested(
        requested_at=now,
        valid_until=account.delete_after,
        deletion_link=external_url("deletion.index"),
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
        asked_by=actor.request_info,
    )
    notify(session, account, told, actor)
    return account.delete_after


def cancel_deletion(session: Session, account: Account, actor: Actor, cause: Cause = "person") -> bool:
    """Cancel a requested deletion and notify the owner; False where there is none.

    ``cause`` is why the account stays. The request may have been an intruder's, so whatever brings the account back to
    its owner cancels it, too; an owner who still wants it can request it again. The caller holds the account.
    """
    if account.delete_after is None:
        return False
    account.delete_after = account.deletion_portal = None
    audit(session, actor, "deletion.cancelled", subject=account.id, cause=cause)
    secure = issue_secure_link(session, account, DeletionCancelled, actor)
    told = DeletionCancelled(
        cancelled_at=current_time(),
        cause=cause,
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
        asked_by=actor.request_info,
    )
    notify(session, account, told, actor)
    return True
