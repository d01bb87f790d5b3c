"""Setting, confirming and removing a recovery address."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts import link_purposes
from idp.accounts.address_changes import RECOVERY_EMAIL, mark_confirmed, void_pending
from idp.accounts.followed_changes import redeem_change
from idp.accounts.links import reset_page
from idp.accounts.locks import hold_account
from idp.accounts.models import Account, EmailChange
from idp.accounts.notices import notify
from idp.accounts.recovery_email.messages import (
    FormerRecoveryEmail,
    RecoveryEmailChanged,
    RecoveryEmailConfirm,
)
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, issue_link, supersede_links
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.settings import ThrottleSettings

CONFIRM_WITHIN = timedelta(hours=24)
_MAIL_WINDOW = timedelta(hours=1)


def hit_request_limit(account_id: str, email: str, settings: ThrottleSettings) -> bool:
    """Count the request, outside any transaction; False when the address or the account has had enough mails."""
    budgets = [
        Budget(f"recovery email/mail {email}", settings.mails_per_address, _MAIL_WINDOW),
        Budget(f"recovery email/account {account_id}", settings.mails_per_address, _MAIL_WINDOW),
    ]
    return hit_limit(budgets, current_time()).is_allowed


def request_recovery_email(session: Session, account_id: str, email: str, actor: Actor) -> EmailChange:
    """Store the request and write to the address; the present one stays until the new one is confirmed.

    Raises SignedOutMeanwhile.
    """
    account = hold_account(session, account_id, actor.session_id)
    void_pending(session, account.id, RECOVERY_EMAIL)
    change = EmailChange(
        account_id=account.id,
        kind=RECOVERY_EMAIL,
        old_email=account.recovery_email,
        new_email=email,
        expires_at=current_time() + CONFIRM_WITHIN,
    )
    session.add(change)
    session.flush()
    link = issue_link(
        session,
        link_purposes.RECOVERY_EMAIL,
        account.id,
        CONFIRM_WITHIN,
        portal=actor.portal,
        data={"change": change.id},
    )
    message = RecoveryEmailConfirm(
        link=link.url, valid_until=link.valid_until, account_email=account.email, asked_by=actor.request_info
    )
    notify(session, account, message, actor, recipient=email)
    audit(session, actor, "recovery_email.requested", subject=account.id)
    return change


def confirm_recovery_email(session: Session, token: str, actor: Actor) -> EmailChange | LinkProblem:
    """Redeem the link: the address is the account's from now on, and may be used after some days.

    The actor acts in a session of the account. Raises SignedOutMeanwhile.
    """
    followed = redeem_change(session, link_purposes.RECOVERY_EMAIL, token)
    if isinstance(followed, LinkProblem):
        return followed
    account, change = followed.account, followed.change
    hold_account(session, account.id, actor.session_id)
    mark_confirmed(change)
    _set(session, account, change.new_email, actor, "recovery_email.confirmed")
    return change


def remove_recovery_email(session: Session, account_id: str, actor: Actor) -> None:
    """Remove the address, and void a requested one. Raises SignedOutMeanwhile."""
    account = hold_account(session, account_id, actor.session_id)
    void_pending(session, account.id, RECOVERY_EMAIL)
    if account.recovery_email is not None:
        _set(session, account, None, actor, "recovery_email.removed")


def drop_recovery_email(session: Session, account: Account, actor: Actor, since: datetime) -> None:
    """Remove an address that was confirmed after ``since``: an intruder may have set it, to come back with it. The
    owner is notified, and can set it again.

    The caller holds the account.
    """
    confirmed_at = account.recovery_email_verified_at
    if confirmed_at is not None and confirmed_at > since:
        _set(session, account, None, actor, "recovery_email.removed")


def _set(session: Session, account: Account, email: str | None, actor: Actor, action: str) -> None:
    """Change the address; a link that was mailed to the one so far is void, and both old addresses are told."""
    now, former = current_time(), account.recovery_email
    account.recovery_email, account.recovery_email_verified_at = email, now if email else None
    supersede_links(session, link_purposes.PASSWORD_RESET, account.id)
    _tell(session, account, actor, now)
    if former:
        _tell_former(session, account, actor, now, former)
    audit(session, actor, action, subject=account.id)


def _tell(session: Session, account: Account, actor: Actor, now: datetime) -> None:
    secure = issue_secure_link(session, account, RecoveryEmailChanged, actor)
    message = RecoveryEmailChanged(
        new_email=account.recovery_email or "",
        changed_at=now,
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
        asked_by=actor.request_info,
    )
    notify(session, account, message, actor)


def _tell_former(session: Session, account: Account, actor: Actor, now: datetime, former: str) -> None:
    message = FormerRecoveryEmail(
        new_email=account.recovery_email or "",
        changed_at=now,
        reset_link=reset_page(actor.portal),
        name=account.name,
        asked_by=actor.request_info,
    )
    notify(session, account, message, actor, recipient=former)
