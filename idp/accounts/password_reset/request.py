"""Asking for a link. Neither the answer nor the work tells whether an address has an account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.recovery_email.use import find_usable
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import Purpose, issue
from idp.infrastructure.rate_limits import Budget, claim_attempt
from idp.infrastructure.request_info import RequestInfo
from idp.infrastructure.web.limits import network_of
from idp.mail import PasswordReset, enqueue
from idp.settings import Settings
from idp.settings.tree import ThrottleSettings

_MAIL_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ResetRequest:
    """Somebody asks for a link. ``email`` is canonical; ``interaction_id`` is what to go on with afterwards."""

    email: str
    portal: str
    language: str
    request_info: RequestInfo
    interaction_id: str | None = None


def claim_request(email: str, ip: str, settings: ThrottleSettings) -> bool:
    """Count the request, outside any transaction; False when the address has got, or the network asked for, enough."""
    budgets = [
        Budget(f"password reset/mail {email}", settings.mails_per_address, _MAIL_WINDOW),
        Budget(
            f"password reset/network {network_of(ip)}",
            settings.address_attempts,
            timedelta(minutes=settings.window_minutes),
        ),
    ]
    return claim_attempt(budgets, now()).is_allowed


def request_reset(
    session: Session, asked: ResetRequest, settings: Settings, link_of: Callable[[str], str], *, is_allowed: bool
) -> None:
    """Write the mail, to the recovery address as well. ``link_of`` makes the complete address from a token.

    For an address without an account, a disabled account, or a request beyond the budget the same is done for nobody
    and undone at once: the same statements, the same rendering, no row, no mail.
    """
    account = session.scalar(select(Account).where(Account.email == asked.email))
    is_served = account is not None and account.is_active and is_allowed
    served = account if account is not None and is_served else Account(id="nobody", email=asked.email)
    with session.begin_nested() as savepoint:
        _write(session, served, asked, settings, link_of)
        session.flush()
        if not is_served:
            savepoint.rollback()
    record(
        session,
        "password_reset.requested",
        subject=account.id if account is not None else None,
        portal=asked.portal,
        ip=asked.request_info.ip,
        mailed=is_served,
    )


def _write(
    session: Session, account: Account, asked: ResetRequest, settings: Settings, link_of: Callable[[str], str]
) -> None:
    lifetime = timedelta(minutes=settings.passwords.reset_link_minutes)
    token = issue(
        session,
        Purpose.PASSWORD_RESET,
        account.id,
        lifetime,
        # The address is kept: the link proves that one, whatever the account's is by then.
        {"email": account.email, "portal": asked.portal, "interaction": asked.interaction_id},
    )
    mail = PasswordReset(
        link=link_of(token), valid_until=now() + lifetime, name=account.name, asked_by=asked.request_info
    )
    _send(session, mail, account, asked, account.email)
    recovery_email = find_usable(session, account, now())
    # Written in any case, so that the work does not tell whether there is such an address.
    with session.begin_nested() as savepoint:
        _send(session, mail, account, asked, recovery_email or account.email)
        session.flush()
        if recovery_email is None:
            savepoint.rollback()


def _send(session: Session, mail: PasswordReset, account: Account, asked: ResetRequest, recipient: str) -> None:
    enqueue(
        session,
        mail,
        recipient=recipient,
        portal=asked.portal,
        language=account.language or asked.language,
        account_id=account.id,
    )
