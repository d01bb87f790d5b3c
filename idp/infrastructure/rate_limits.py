"""Counters of attempts, kept in the database so that they hold over all workers and restarts.

An attempt is counted *before* it is evaluated, in a transaction of its own: any number of parallel attempts together
get no more than the budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from idp.infrastructure.database import dialect_insert, transaction
from idp.infrastructure.ids import digest
from idp.infrastructure.models import RateLimitCounter


@dataclass(frozen=True)
class Budget:
    """At most ``limit`` attempts under ``key`` within ``window`` from the first."""

    key: str
    limit: int
    window: timedelta


@dataclass(frozen=True)
class Decision:
    """Whether the attempt is within every budget, and if not, when to try again."""

    is_allowed: bool
    retry_at: datetime | None = None


def hit_limit(budgets: Sequence[Budget], now: datetime) -> Decision:
    """Count one attempt against every budget; the decision allows it where none of them is exceeded.

    Budgets are counted in one order everywhere, so that two requests can't wait for each other.
    """
    decision = Decision(is_allowed=True)
    with transaction() as session:
        for budget in sorted(budgets, key=lambda each: each.key):
            attempts, ends_at = _count(session, budget, now)
            if attempts > budget.limit:
                later = max(ends_at, decision.retry_at or ends_at)
                decision = Decision(is_allowed=False, retry_at=later)
    return decision


def forget(keys: Sequence[str], given_back: Sequence[str] = ()) -> None:
    """Take counters back after a success: ``keys`` as a whole, one attempt each of those ``given_back``."""
    with transaction() as session:
        session.execute(delete(RateLimitCounter).where(RateLimitCounter.key_hash.in_([digest(key) for key in keys])))
        for key in sorted(given_back):
            session.execute(
                update(RateLimitCounter)
                .where(RateLimitCounter.key_hash == digest(key), RateLimitCounter.attempts > 0)
                .values(attempts=RateLimitCounter.attempts - 1)
            )


def _count(session: Session, budget: Budget, now: datetime) -> tuple[int, datetime]:
    statement = dialect_insert(session, RateLimitCounter).values(
        key_hash=digest(budget.key), window_started_at=now, window_ends_at=now + budget.window, attempts=1
    )
    is_over = RateLimitCounter.window_ends_at <= now
    new = statement.excluded
    counted = statement.on_conflict_do_update(
        index_elements=[RateLimitCounter.key_hash],
        set_={
            "attempts": case((is_over, 1), else_=RateLimitCounter.attempts + 1),
            "window_started_at": case((is_over, new.window_started_at), else_=RateLimitCounter.window_started_at),
            "window_ends_at": case((is_over, new.window_ends_at), else_=RateLimitCounter.window_ends_at),
        },
    ).returning(RateLimitCounter.attempts, RateLimitCounter.window_ends_at)
    attempts, ends_at = session.execute(counted).one()
    return attempts, ends_at
