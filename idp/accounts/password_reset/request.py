"""Asking for a link. Neither the answer nor the work tells whether an address has an account."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.identifiers import canonical_email
from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.password_reset.entered_number import EnteredNumber, decide_number
from idp.accounts.password_reset.link import BROWSER, RULES
from idp.accounts.password_reset.messages import PasswordReset
from idp.accounts.recovery_email.use import find_usable
from idp.accounts.summaries import find_account_id, find_email_of
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.networks import network_of
from idp.infrastructure.one_time_links import issue_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.portals.account_demands import demands_of_account
from idp.portals.demands import PortalDemands

_MAIL_WINDOW = timedelta(hours=1)
# To render the mail to where the typed name is no address; RFC 2606, 2.
_NO_ADDRESS = "unknown@example.invalid"
# No account has this id.
_NO_ID = "none"


@dataclass(frozen=True, slots=True)
class ResetRequest:
    """A request for a link. ``email`` is canonical, or a name that no account has; ``browser_hash`` is the browser that
    asks; ``interaction_id`` is what to go on with afterwards, and ``waiting_portal`` the key of its client's portal;
    ``demands`` are those before the account is known.

    ``number`` is None where no customer number is asked for: by the client's portal, or without a client by the portals
    that admitted the account.
    """

    email: str
    actor: Actor
    demands: PortalDemands
    browser_hash: str
    interaction_id: str | None = None
    waiting_portal: str | None = None
    number: EnteredNumber | None = None


def address_of(identifier: str) -> str:
    """The address of the account with this canonical address or user name, so that all its names count together; the
    name itself where there is none. Read outside any transaction."""
    return identifier if "@" in identifier else find_email_of(identifier) or identifier


def registers_asked_of(email: str) -> frozenset[str]:
    """The registers of which the portals that admitted the account of the address ask for its customer number; the
    default portal speaks for an address without an account. Read outside any transaction."""
    return demands_of_account(find_account_id(email) or "").asked_registers


def hit_request_limit(asked: ResetRequest) -> bool:
    """Count the request, outside any transaction; False when the address has got, or the network asked for, enough."""
    # Each number has a budget of its own: wrong ones, of which no owner is told, must not keep the owner out.
    name = asked.email if asked.number is None else f"{asked.email} {asked.number.text}"
    throttle = asked.demands.throttle
    budgets = [
        Budget(f"password reset/mail {name}", throttle.mails_per_address, _MAIL_WINDOW),
        Budget(
            f"password reset/network {network_of(asked.actor.request_info.ip)}",
            throttle.address_attempts,
            timedelta(minutes=throttle.window_minutes),
        ),
    ]
    return hit_limit(budgets, current_time()).is_allowed


def request_reset(session: Session, asked: ResetRequest, *, is_allowed: bool) -> None:
    """Write the mail, to the recovery address as well.

    For an address without an account, a disabled account, a wrong customer number or a request beyond the budget the
    same is done for no account and undone at once: the same statements, the same rendering, no row, no mail. The audit
    alone is told the reason, where the support finds it.
    """
    # Held like by everything that voids its links, before they are.
    account = session.scalar(select(Account).where(Account.email == asked.email).with_for_update())
    wrong_number = decide_number(session, account.id if account else _NO_ID, asked.number) if asked.number else None
    refusal = _decide_refusal(account, wrong_number, is_allowed=is_allowed)
    served = account if account is not None and refusal is None else _no_account(asked)
    with session.begin_nested() as savepoint:
        _write(session, served, asked)
        session.flush()
        if refusal is not None:
            savepoint.rollback()
    audit(
        session,
        asked.actor,
        "password_reset.requested",
        subject=account.id if account is not None else None,
        mailed=refusal is None,
        reason=refusal,
    )


def _no_account(asked: ResetRequest) -> Account:
    return Account(id=_NO_ID, email=canonical_email(asked.email) or _NO_ADDRESS)


def _decide_refusal(account: Account | None, wrong_number: str | None, *, is_allowed: bool) -> str | None:
    """Why no mail is sent; None where it is."""
    if account is None:
        return "unknown address"
    if not account.is_active:
        return "account is disabled"
    if wrong_number is not None:
        return wrong_number
    return None if is_allowed else "too many requests"


def _write(session: Session, account: Account, asked: ResetRequest) -> None:
    link = issue_link(
        session,
        PASSWORD_RESET,
        account.id,
        asked.demands.lifetimes.reset_link,
        portal=asked.actor.portal,
        # The address is kept: the link proves that one, whatever the account's is by then.
        data={
            "email": account.email,
            "interaction": asked.interaction_id,
            BROWSER: asked.browser_hash,
            RULES: asked.waiting_portal,
        },
    )
    mail = PasswordReset(
        link=link.url, valid_until=link.valid_until, name=account.name, asked_by=asked.actor.request_info
    )
    notify(session, account, mail, asked.actor)
    recovery_email = find_usable(session, account, current_time())
    # Written in any case, so that the work does not tell whether there is such an address.
    with session.begin_nested() as savepoint:
        notify(session, account, mail, asked.actor, recipient=recovery_email)
        session.flush()
        if recovery_email is None:
            savepoint.rollback()
