"""A number per kind of cached thing, raised by every change, so that all workers notice.

A worker asks for the number at most once in ``database.cache_check_seconds``; within that time it may act on an old
copy. What must hold at once (a disabled client or account, a revoked authorization) is therefore also a condition of
the statements that issue and check tokens.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from idp.infrastructure.database import Prepared, scalar
from idp.infrastructure.models import CacheVersion

T = TypeVar("T")

_VERSION = Prepared(select(CacheVersion.version).where(CacheVersion.name == bindparam("name")), scalar)


def raise_version(session: Session, name: str) -> None:
    """Tell every worker that its copy of ``name`` is old, once this transaction commits."""
    session.execute(update(CacheVersion).where(CacheVersion.name == name).values(version=CacheVersion.version + 1))


class VersionedCopy(Generic[T]):
    """A worker's immutable copy of something in the database, read again when its number was raised."""

    def __init__(self, name: str, read: Callable[[], T], check_seconds: float) -> None:
        self._name = name
        self._read = read
        self._check_seconds = check_seconds
        self._checked_at = float("-inf")
        self._reading = Lock()
        # Version and copy change together, so that no thread ever pairs an old copy with a new number.
        self._held: tuple[int, T] | None = None

    def get(self) -> T:
        """The copy, not older than the check interval. One thread reads; those that need it meanwhile wait for it."""
        held = self._held
        if held is not None and self._is_fresh():
            return held[1]
        with self._reading:
            return self._look(is_fresh=self._is_fresh())

    def get_anew(self) -> T:
        """The copy as the database stands now, for what is missing from the one that is held; takes a statement."""
        with self._reading:
            return self._look(is_fresh=False)

    def _look(self, *, is_fresh: bool) -> T:
        held, started_at = self._held, time.monotonic()
        if held is not None and is_fresh:
            return held[1]
        version = _VERSION.one({"name": self._name})
        if held is None or held[0] != version:
            held = (version, self._read())
            self._held = held
        self._checked_at = started_at
        return held[1]

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._checked_at < self._check_seconds
