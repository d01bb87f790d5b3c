"""Asking for another address. The answer does not tell whether somebody has it already."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.authority import hold_account
from idp.accounts.email_change.messages import AddressTaken, EmailChangeConfirm
from idp.accounts.link_purposes import EMAIL_CHANGE
from idp.accounts.models import Account, EmailChange
from idp.accounts.pending_addresses import EMAIL, void_pending
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import IssuedLink, issue_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.request_info import RequestInfo
from idp.infrastructure.web.hosts import external_url
from idp.mail import enqueue
from idp.settings import ThrottleSettings

CONFIRM_WITHIN = timedelta(hours=24)
_MAIL_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A person asks for another address, in the browser session ``session_id``; ``new_email`` is canonical."""

    account_id: str
    session_id: str
    new_email: str
    portal: str
    language: str
    request_info: RequestInfo


def claim_request(asked: ChangeRequest, settings: ThrottleSettings) -> bool:
    """Count the request, outside any transaction; False when the address or the account has had enough mails."""
    budgets = [
        Budget(f"email change/mail {asked.new_email}", settings.mails_per_address, _MAIL_WINDOW),
        Budget(f"email change/account {asked.account_id}", settings.mails_per_address, _MAIL_WINDOW),
    ]
    return hit_limit(budgets, now()).is_allowed


def request_change(session: Session, asked: ChangeRequest) -> EmailChange:
    """Note the wish, which replaces an earlier one, and write to the new address, or to whoever has it already.

    Raises SignedOutMeanwhile.
    """
    account = hold_account(session, asked.account_id, asked.session_id)
    void_pending(session, account.id, EMAIL)
    change = EmailChange(
        account_id=account.id,
        kind=EMAIL,
        old_email=account.email,
        new_email=asked.new_email,
        expires_at=now() + CONFIRM_WITHIN,
    )
    session.add(change)
    session.flush()
    link = issue_link(
        session, EMAIL_CHANGE, account.id, CONFIRM_WITHIN, portal=asked.portal, data={"change": change.id}
    )
    owner = session.scalar(select(Account).where(Account.email == asked.new_email))
    _write(session, asked, owner, link)
    record(
        session,
        "email_change.requested",
        actor=account.id,
        subject=account.id,
        portal=asked.portal,
        ip=asked.request_info.ip,
    )
    return change


def _write(session: Session, asked: ChangeRequest, owner: Account | None, link: IssuedLink) -> None:
    message: AddressTaken | EmailChangeConfirm
    if owner is None:
        message = EmailChangeConfirm(link=link.url, valid_until=link.valid_until, asked_by=asked.request_info)
    else:
        message = AddressTaken(
            sign_in_link=external_url("signin.start", portal=asked.portal),
            reset_link=external_url("password_reset.request", portal=asked.portal),
            name=owner.name,
            asked_by=asked.request_info,
        )
    enqueue(
        session,
        message,
        recipient=asked.new_email,
        portal=asked.portal,
        language=(owner.language if owner else None) or asked.language,
        account_id=owner.id if owner else asked.account_id,
    )
