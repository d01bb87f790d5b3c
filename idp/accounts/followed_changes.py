"""What a mailed link about another address leads to, looked at or redeemed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.address_changes import EMAIL
from idp.accounts.link_purposes import EMAIL_CHANGE_UNDO
from idp.accounts.locks import lock_account
from idp.accounts.models import Account, EmailChange, EmailChangeState
from idp.infrastructure.one_time_links import LinkProblem, LinkPurpose, OneTimeLink, take_link


@dataclass(frozen=True, slots=True)
class FollowedChange:
    """A change of address that may be confirmed or undone, and its account."""

    change: EmailChange
    account: Account


def find_change(session: Session, link: OneTimeLink) -> FollowedChange | LinkProblem:
    """What an open link is about, consuming nothing."""
    change = session.get(EmailChange, link.data["change"])
    account = session.get(Account, change.account_id) if change else None
    return _check(link, change, account)


def redeem_change(session: Session, purpose: LinkPurpose, token: str) -> FollowedChange | LinkProblem:
    """Use the link up and hold the account; the rows are read anew under its lock."""
    found = take_link(session, purpose, token, lambda link: _hold(session, link))
    if isinstance(found, LinkProblem):
        return found
    link, followed = found
    return _check(link, followed.change, followed.account)


def _hold(session: Session, link: OneTimeLink) -> FollowedChange | None:
    change = session.get(EmailChange, link.data["change"])
    account = lock_account(session, change.account_id) if change is not None else None
    if change is None or account is None:
        return None
    session.refresh(change)
    return FollowedChange(change, account)


def _check(link: OneTimeLink, change: EmailChange | None, account: Account | None) -> FollowedChange | LinkProblem:
    if change is None:
        return LinkProblem.UNKNOWN
    is_to_be_undone = link.purpose == EMAIL_CHANGE_UNDO.key
    expected = EmailChangeState.CONFIRMED if is_to_be_undone else EmailChangeState.PENDING
    if account is None or not account.is_active or change.state != expected:
        return LinkProblem.SUPERSEDED
    present = account.email if change.kind == EMAIL else account.recovery_email
    if not is_to_be_undone and present != change.old_email:
        return LinkProblem.SUPERSEDED
    return FollowedChange(change, account)
