"""The budgets of failed sign-ins: for one account, from one network address, and over all.

Every attempt is counted before its password is looked at, so that parallel attempts share the budget too; a success
gives its count back. Unknown accounts are counted like known ones, under the name that was typed.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from idp.infrastructure.ids import digest
from idp.infrastructure.networks import network_of
from idp.infrastructure.rate_limits import Budget, Decision, RateLimitCounter, claim_attempt, forget
from idp.settings.tree import ThrottleSettings

_EVERYBODY = "sign-in/over all"


def claim_sign_in(
    account_key: str, ip: str, settings: ThrottleSettings, moment: datetime, *, is_known_device: bool = False
) -> Decision:
    """Count an attempt; ``account_key`` is the same for every name of one account.

    The address is asked first: one that has used its budget up can't lock further accounts. A known device of the
    account (then ``account_key`` is its :func:`device_key`) is held to its own budget alone: whoever shares the
    network, or attacks everybody at once, is not to keep its person out.
    """
    window = timedelta(minutes=settings.window_minutes)
    if is_known_device:
        return claim_attempt([Budget(_account_key(account_key), settings.account_attempts, window)], moment)
    decision = claim_attempt([Budget(_address_key(ip), settings.address_attempts, window)], moment)
    if not decision.is_allowed:
        return decision
    budgets = [
        Budget(_account_key(account_key), settings.account_attempts, window),
        Budget(_EVERYBODY, settings.global_attempts, window),
    ]
    return claim_attempt(budgets, moment)


def forget_failures(account_key: str, ip: str, *, is_known_device: bool = False) -> None:
    """After a success: the account starts afresh, and the attempt does not burden the others."""
    given_back = [] if is_known_device else [_address_key(ip), _EVERYBODY]
    forget([_account_key(account_key)], given_back)


def unlock(session: Session, account_key: str) -> None:
    """Forget an account's failures within a transaction: they were about a password that is no longer one."""
    session.execute(delete(RateLimitCounter).where(RateLimitCounter.key_hash == digest(_account_key(account_key))))


def device_key(device_id: str) -> str:
    """What the attempts on a known device of an account are counted under, instead of the account."""
    return f"device {device_id}"


def _account_key(account_key: str) -> str:
    return f"sign-in/account {account_key}"


def _address_key(ip: str) -> str:
    return f"sign-in/address {network_of(ip)}"
