"""Counters of attempts, kept in the database so that they hold over all workers and restarts.

An attempt is counted *before* it is evaluated, in a transaction of its own: any number of parallel attempts together
get no more than the budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import bindparam, case, delete, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

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
    """Whether the attempt is within every budget, and if not, when to try again, and the keys of those exceeded."""

    is_allowed: bool
    retry_at: datetime | None = None
    exceeded: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Wait:
    """How long until the next attempt, as a header (seconds) and a person (minutes) are told; at least one of each."""

    seconds: int

    @classmethod
    def until(cls, retry_at: datetime, now: datetime) -> "Wait":
        """The wait from ``now``."""
        return cls(max(1, int((retry_at - now).total_seconds())))

    @property
    def minutes(self) -> int:
        """Begun minutes."""
        return -(-self.seconds // 60)


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
                decision = Decision(is_allowed=False, retry_at=later, exceeded=(*decision.exceeded, budget.key))
    return decision


def forget(keys: Sequence[str], given_back: Sequence[str] = ()) -> None:
    """Take counters back after a success: ``keys`` as a whole, one attempt each of those ``given_back``."""
    with transaction() as session:
        connection = session.connection()
        for key in sorted(keys):
            connection.execute(_FORGET, {"key": digest(key)})
        for key in sorted(given_back):
            connection.execute(_GIVE_BACK, {"key": digest(key)})


def _count(session: Session, budget: Budget, now: datetime) -> tuple[int, datetime]:
    values = {"key_hash": digest(budget.key), "window_started_at": now, "window_ends_at": now + budget.window}
    connection = session.connection()
    attempts, ends_at = connection.execute(_counting(connection.dialect.name), values).one()
    return attempts, ends_at


_T = RateLimitCounter.__table__.c
_FORGET = delete(RateLimitCounter).where(_T.key_hash == bindparam("key"))
_GIVE_BACK = (
    update(RateLimitCounter).where(_T.key_hash == bindparam("key"), _T.attempts > 0).values(attempts=_T.attempts - 1)
)


@cache
def _counting(dialect: str) -> ReturningInsert[int, datetime]:
    """Made once: putting the statement together takes longer than running it."""
    statement = dialect_insert(dialect, RateLimitCounter).values(attempts=1)
    new, is_over = statement.excluded, _T.window_ends_at <= statement.excluded.window_started_at
    return statement.on_conflict_do_update(
        index_elements=[_T.key_hash],
        set_={
            "attempts": case((is_over, 1), else_=_T.attempts + 1),
            "window_started_at": case((is_over, new.window_started_at), else_=_T.window_started_at),
            "window_ends_at": case((is_over, new.window_ends_at), else_=_T.window_ends_at),
        },
    ).returning(_T.attempts, _T.window_ends_at)
