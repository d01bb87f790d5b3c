"""Requesting another address. The answer does not tell whether an account has it already."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.address_changes import add_pending
from idp.accounts.email_change.messages import AddressTaken, EmailChangeConfirm
from idp.accounts.link_purposes import EMAIL_CHANGE
from idp.accounts.links import reset_page
from idp.accounts.locks import hold_account
from idp.accounts.models import Account, EmailChange
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import IssuedLink, issue_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.web.hosts import external_url
from idp.settings import ThrottleSettings

CONFIRM_WITHIN = timedelta(hours=24)
_MAIL_WINDOW = timedelta(hours=1)


def hit_request_limit(account_id: str, new_email: str, settings: ThrottleSettings) -> bool:
    """Count the request, outside any transaction; False when the address or the account has had enough mails."""
    budgets = [
        Budget(f"email change/mail {new_email}", settings.mails_per_address, _MAIL_WINDOW),
        Budget(f"email change/account {account_id}", settings.mails_per_address, _MAIL_WINDOW),
    ]
    return hit_limit(budgets, current_time()).is_allowed


def request_change(session: Session, account_id: str, new_email: str, actor: Actor) -> EmailChange:
    """Store the request, which replaces an earlier one, and write to the new address, or to the account that has it.

    ``new_email`` is canonical. Raises SignedOutMeanwhile.
    """
    account = hold_account(session, account_id, actor.session_id)
    change = add_pending(session, account, new_email, CONFIRM_WITHIN)
    link = issue_link(
        session, EMAIL_CHANGE, account.id, CONFIRM_WITHIN, portal=actor.portal, data={"change": change.id}
    )
    owner = session.scalar(select(Account).where(Account.email == new_email))
    _write(session, change, owner or account, link, actor)
    audit(session, actor, "email_change.requested", subject=account.id)
    return change


def _write(session: Session, change: EmailChange, reader: Account, link: IssuedLink, actor: Actor) -> None:
    """``reader`` is the account that has the new address, else the one that is to have it."""
    message: AddressTaken | EmailChangeConfirm
    if reader.id == change.account_id:
        message = EmailChangeConfirm(
            account_email=reader.email, link=link.url, valid_until=link.valid_until, asked_by=actor.request_info
        )
    else:
        message = AddressTaken(
            sign_in_link=external_url("signin.start", portal=actor.portal),
            reset_link=reset_page(actor.portal),
            name=reader.name,
            asked_by=actor.request_info,
        )
    notify(session, reader, message, actor, recipient=change.new_email)
