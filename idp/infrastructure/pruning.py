"""Deleting rows that have had their time, in small steps, so that nobody waits for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute

from idp.infrastructure.database import Base, transaction

BATCH = 1000
"""Rows a transaction deletes: the longest that a writer on SQLite has to wait is some 20 ms."""


def prune(model: type[Base], moment_of: InstrumentedAttribute[Any], before: datetime, most_batches: int = 100) -> int:
    """Delete the rows of ``model`` whose ``moment_of`` lies before ``before``; returns how many."""
    key = model.__mapper__.primary_key[0]
    expired = select(key).where(moment_of < before).limit(BATCH)
    deleted = 0
    for _ in range(most_batches):
        with transaction() as session:
            keys = session.scalars(expired).all()
            session.execute(delete(model).where(key.in_(keys)))
        deleted += len(keys)
        if len(keys) < BATCH:
            break
    return deleted
