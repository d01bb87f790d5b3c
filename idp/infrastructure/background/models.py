"""The columns of a delivery."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time


class QueuedDelivery:
    """What every queue's rows have: their state, how often they were tried, and why the last attempt failed.

    A row is ``queued``, then ``sending`` while a sender holds its lease; the states at its end are the queue's own.
    """

    id: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default="queued")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    # When it is tried next, or its lease ends.
    next_attempt_at: Mapped[datetime] = mapped_column(default=current_time)
    last_error: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(default=current_time, index=True)
