"""The budgets of wrong codes. They belong to the account: neither another browser nor a new sign-in begins afresh."""

from datetime import datetime, timedelta

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.database import transaction
from idp.infrastructure.rate_limits import Budget, Decision, forget, hit_limit
from idp.settings import ThrottleSettings

_DAY = timedelta(days=1)
# Six digits and two steps: at 40 a day, guessing takes some 24 years for an even chance.
_ATTEMPTS_A_DAY = 40


def hit_factor_limit(key: str, account_id: str, settings: ThrottleSettings, now: datetime) -> Decision:
    """Count an attempt at the factor ``key`` before the code is looked at."""
    short, long = _keys(key, account_id)
    window = timedelta(minutes=settings.window_minutes)
    return hit_limit([Budget(short, settings.account_attempts, window), Budget(long, _ATTEMPTS_A_DAY, _DAY)], now)


def give_attempt_back(key: str, account_id: str) -> None:
    """The code was right: this one attempt does not count. The wrong ones of others still do."""
    forget([], given_back=_keys(key, account_id))


def record_failure(action: str, key: str, account_id: str, actor: Actor) -> None:
    """Write a refused attempt down, in a transaction of its own. What was typed is not recorded."""
    with transaction() as session:
        audit(session, actor, action, subject=account_id, factor=key)


def _keys(key: str, account_id: str) -> tuple[str, str]:
    name = f"factor/{key}/account {account_id}"
    return name, f"{name}/day"
