"""Many at once: threads that all start at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from idp.infrastructure.database import close_held_connection

T = TypeVar("T")


def all_at_once(actions: Sequence[Callable[[], T]]) -> list[T]:
    """Run every action in a thread of its own, none before all are ready; their results in order."""
    barrier = threading.Barrier(len(actions))

    def act(action: Callable[[], T]) -> T:
        barrier.wait(timeout=30)
        try:
            return action()
        finally:
            close_held_connection()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(act, action) for action in actions]]
