"""The new address takes effect, and may be taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.accounts.circumstances import Circumstances
from idp.accounts.deletion.wish import cancel_deletion
from idp.accounts.link_purposes import EMAIL_CHANGE, EMAIL_CHANGE_UNDO, PASSWORD_RESET
from idp.accounts.models import Account, EmailChange
from idp.accounts.pending_addresses import EMAIL, void_pending
from idp.accounts.recovery_email.change import drop_recent_recovery_email
from idp.accounts.signals import email_changed
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import (
    BrokenLink,
    LinkProblem,
    LinkPurpose,
    find_link,
    find_problem,
    issue_link,
    redeem_link,
    supersede_links,
)
from idp.mail import EmailChangeNotice, enqueue
from idp.sessions import end_other_sessions

UNDO_WITHIN = timedelta(days=3)
TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class FollowedLink:
    """A mailed link that may be used, and what it is about."""

    change: EmailChange
    account: Account


def look_at_link(session: Session, purpose: LinkPurpose, token: str | None) -> FollowedLink | LinkProblem:
    """What a link is about, consuming nothing."""
    link = find_link(session, purpose, token) if token else None
    if problem := find_problem(link):
        return problem
    change = session.get(EmailChange, link.data["change"]) if link else None
    return LinkProblem.UNKNOWN if change is None else _follow(session, change, purpose)


def confirm_change(session: Session, token: str, by: Circumstances) -> Account | LinkProblem | str:
    """Use the link up and let the new address hold; ``TAKEN`` where somebody else has got it meanwhile.

    Everybody else is signed out, and the old address is told, with a link to take it back.
    """
    followed = _redeem(session, EMAIL_CHANGE, token)
    if isinstance(followed, LinkProblem):
        return followed
    account, change = followed.account, followed.change
    if not _set_address(session, account, change.new_email or ""):
        return TAKEN
    change.confirmed_at = moment = now()
    _end_what_rested_on_it(session, account, by, "email_change.confirmed")
    undo = issue_link(session, EMAIL_CHANGE_UNDO, change.id, UNDO_WITHIN, portal=by.portal, data={"change": change.id})
    enqueue(
        session,
        EmailChangeNotice(
            new_email=account.email,
            changed_at=moment,
            undo_link=undo.url,
            valid_until=undo.valid_until,
            name=account.name,
            asked_by=by.request_info,
        ),
        recipient=change.old_email or "",
        portal=by.portal,
        language=account.language or by.language,
        account_id=account.id,
    )
    return account


def undo_change(session: Session, token: str, by: Circumstances) -> Account | LinkProblem | str:
    """Use the link up and let the old address hold again, whatever came after it: whoever took the account over may
    have changed the address more than once, have asked for its deletion, and have set a recovery address. Everybody is
    signed out."""
    followed = _redeem(session, EMAIL_CHANGE_UNDO, token)
    if isinstance(followed, LinkProblem):
        return followed
    account, change = followed.account, followed.change
    if not _set_address(session, account, change.old_email or ""):
        return TAKEN
    change.undone_at = now()
    session.execute(
        update(EmailChange)
        .where(
            EmailChange.account_id == account.id,
            EmailChange.kind == EMAIL,
            EmailChange.requested_at >= change.requested_at,
            EmailChange.id != change.id,
        )
        .values(voided_at=now())
    )
    _end_what_rested_on_it(session, account, by, "email_change.undone")
    cancel_deletion(session, by, cause="email_change_undone")
    drop_recent_recovery_email(session, account, by, change.requested_at)
    return account


def may_be_undone(moment: datetime) -> ColumnElement[bool]:
    """Whether the owner of an account's former address may still take the change back: a condition on ``Account``."""
    return (
        select(EmailChange.id)
        .where(
            EmailChange.account_id == Account.id,
            EmailChange.kind == EMAIL,
            EmailChange.confirmed_at > moment - UNDO_WITHIN,
            EmailChange.undone_at.is_(None),
            EmailChange.voided_at.is_(None),
        )
        .exists()
    )


def _redeem(session: Session, purpose: LinkPurpose, token: str) -> FollowedLink | LinkProblem:
    link = redeem_link(session, purpose, token)
    if isinstance(link, BrokenLink):
        return link.problem
    change = session.scalar(select(EmailChange).where(EmailChange.id == link.data["change"]))
    return LinkProblem.UNKNOWN if change is None else _follow(session, change, purpose, lock=True)


def _follow(
    session: Session, change: EmailChange, purpose: LinkPurpose, *, lock: bool = False
) -> FollowedLink | LinkProblem:
    account = session.scalar(
        select(Account).where(Account.id == change.account_id).with_for_update()
        if lock
        else select(Account).where(Account.id == change.account_id)
    )
    if lock:
        session.refresh(change)
    if account is None or not account.is_active or change.voided_at is not None:
        return LinkProblem.SUPERSEDED
    if purpose == EMAIL_CHANGE and account.email != change.old_email:
        return LinkProblem.SUPERSEDED
    return FollowedLink(change, account)


def _set_address(session: Session, account: Account, email: str) -> bool:
    """Of two accounts that reach for one address at the same moment, the database lets one have it."""
    try:
        with session.begin_nested():
            account.email, account.email_verified_at = email, now()
    except IntegrityError:
        return False
    return True


def _end_what_rested_on_it(session: Session, account: Account, by: Circumstances, action: str) -> None:
    void_pending(session, account.id, EMAIL)
    supersede_links(session, PASSWORD_RESET, account.id)
    ended = end_other_sessions(session, account.id, by.kept_session_id)
    email_changed.send(account.id, session=session, kept_session_id=by.kept_session_id)
    record(
        session,
        action,
        actor=account.id,
        subject=account.id,
        portal=by.portal,
        ip=by.request_info.ip,
        ended_sessions=len(ended),
    )
