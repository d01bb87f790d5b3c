"""The queue of deliveries: due rows are leased one by one, delivered outside any transaction, and then written off.

The holder of a lease is the only sender of its delivery; a sender that dies leaves a lease that ends, and another one
takes the delivery up again.
"""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, event, select, update
from sqlalchemy.orm import Session

from idp.infrastructure.background.models import QueuedDelivery
from idp.infrastructure.database import connection, transaction

_Row = TypeVar("_Row", bound=QueuedDelivery)

LEASE_MARGIN = timedelta(seconds=60)
"""On top of the longest delivery: time to write down how it went."""


class DeliveryQueue(Generic[_Row]):
    """The rows of ``model``, whose table has an index on state and time."""

    def __init__(self, model: type[_Row]) -> None:
        self._model = model
        self._written = threading.Event()
        self._key = f"einlass wakes the sender of {model.__name__}"

    def has_due(self, now: datetime) -> bool:
        """Whether there is anything to send; a look that locks nothing."""
        return connection().execute(select(self._model.id).where(self._is_due(now)).limit(1)).first() is not None

    def lease(self, now: datetime, longest: timedelta, *conditions: ColumnElement[bool]) -> _Row | None:
        """Take the row that is due longest, among those that meet the conditions, for a delivery that lasts ``longest``
        at most. Of any number of parallel senders, exactly one gets it."""
        due = (
            select(self._model.id)
            .where(self._is_due(now), *conditions)
            .order_by(self._model.next_attempt_at, self._model.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        leased = (
            update(self._model)
            .where(self._model.id == due.scalar_subquery())
            .values(state="sending", attempts=self._model.attempts + 1, next_attempt_at=now + longest + LEASE_MARGIN)
            .returning(self._model)
        )
        with transaction() as session:
            row = session.scalar(leased)
            if row is not None:
                session.expunge(row)
            return row

    def record(self, session: Session, row: _Row, values: Mapping[str, object]) -> bool:
        """Write the outcome of a leased row's attempt; False, and nothing, where a later lease has it."""
        own = (self._model.id == row.id, self._model.state == "sending", self._model.attempts == row.attempts)
        recorded = session.scalar(update(self._model).where(*own).values(dict(values)).returning(self._model.id))
        return recorded is not None

    def wake_after_commit(self, session: Session) -> None:
        """Wake the sender of this process once ``session`` has committed; before that there is nothing to find."""
        # Once, however many rows a transaction writes.
        if not session.info.get(self._key):
            session.info[self._key] = True
            event.listen(session, "after_commit", self._wake, once=True)

    def wait(self, seconds: float) -> bool:
        """Wait until a row was written in this process, at most ``seconds``; whether one was."""
        was_written = self._written.wait(seconds)
        self._written.clear()
        return was_written

    def _wake(self, session: Session) -> None:
        session.info.pop(self._key, None)
        self._written.set()

    def _is_due(self, now: datetime) -> ColumnElement[bool]:
        return self._model.state.in_(("queued", "sending")) & (self._model.next_attempt_at <= now)
