"""The budgets of failed sign-ins: for one account, from one network address, and over all.

Every attempt is counted before its password is looked at, so that parallel attempts share the budget too; a success
gives its count back. Unknown accounts are counted like known ones, under the name that was typed.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from idp.infrastructure.ids import digest
from idp.infrastructure.models import RateLimitCounter
from idp.infrastructure.networks import network_of
from idp.infrastructure.rate_limits import Budget, Decision, forget, hit_limit
from idp.settings import ThrottleSettings

_EVERYBODY = "sign-in/over all"


def hit_sign_in_limit(
    account_key: str, ip: str, settings: ThrottleSettings, now: datetime, *, known_browser: str | None = None
) -> Decision:
    """Count an attempt; ``account_key`` is the same for every name of one account.

    The address is asked first: one that has used its budget up can't lock further accounts. For a known device of the
    account (then ``account_key`` is its :func:`device_key`) its cookie's value, ``known_browser``, stands in the place
    of the address, and nothing in that over all accounts: a network shared with an attacker, or an attack on all
    accounts, does not lock its person out. A browser that many people use has no more guesses over all of them than an
    address.
    """
    window = timedelta(minutes=settings.window_minutes)
    sender = _sender_key(ip, known_browser)
    decision = hit_limit([Budget(sender, settings.address_attempts, window)], now)
    if not decision.is_allowed:
        return decision
    budgets = [Budget(_account_key(account_key), settings.account_attempts, window)]
    if known_browser is None:
        budgets.append(Budget(_EVERYBODY, settings.global_attempts, window))
    return hit_limit(budgets, now)


def forget_failures(account_key: str, ip: str, *, known_browser: str | None = None) -> None:
    """After a success: the account starts afresh, and the attempt does not burden the others."""
    sender = _sender_key(ip, known_browser)
    forget([_account_key(account_key)], given_back=[sender] if known_browser else [sender, _EVERYBODY])


def is_lifted_by_reset(refused: Decision, account_key: str) -> bool:
    """Whether a new password lets the next attempt in: :func:`unlock` begins the account's budget afresh, no other."""
    return refused.exceeded == (_account_key(account_key),)


def unlock(session: Session, account_key: str) -> None:
    """Forget an account's failures within a transaction: they were about a password that is no longer one."""
    session.execute(delete(RateLimitCounter).where(RateLimitCounter.key_hash == digest(_account_key(account_key))))


def device_key(device_id: str) -> str:
    """What the attempts on a known device of an account are counted under, instead of the account."""
    return f"device {device_id}"


def _account_key(account_key: str) -> str:
    return f"sign-in/account {account_key}"


def _sender_key(ip: str, known_browser: str | None) -> str:
    return f"sign-in/browser {known_browser}" if known_browser else f"sign-in/address {network_of(ip)}"
