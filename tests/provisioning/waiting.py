"""What waits for a row that a test holds, on PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from idp.infrastructure.web.application import Application
from tests.provisioning.databases import Database

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
Act = Callable[[Session], Any]
Begin = Callable[[Act], Future[Any]]


@contextmanager
def waiting_beside(app: Application, database: Database, *, most: int = 1) -> Iterator[Begin]:
    """``begin(act)``: begin ``act`` on a connection of its own until it has to wait for another one; up to ``most`` at
    once."""
    with ThreadPoolExecutor(most) as threads:

        def run(act: Act) -> Any:
            with app.app_context(), Session(database.engine) as session, session.begin():
                return act(session)

        def begin(act: Act) -> Future[Any]:
            before, until = _count_waiting(database), monotonic() + 30
            future = threads.submit(run, act)
            while _count_waiting(database) == before and not future.done() and monotonic() < until:
                sleep(0.02)
            assert not future.done(), "it had to wait for nothing"
            return future

        yield begin


def _count_waiting(database: Database) -> int:
    with Session(database.engine) as session:
        return session.scalar(_WAITING) or 0
