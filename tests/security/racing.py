"""The same request many times at the same moment, within this process: real threads, one application, one database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from idp.infrastructure.database import close_held_connection

T = TypeVar("T")


def race(count: int, act: Callable[[int], T]) -> list[T]:
    """What ``act(0)`` … ``act(count - 1)`` return, all begun together."""
    barrier = Barrier(count)

    def run(number: int) -> T:
        barrier.wait(timeout=30)
        try:
            return act(number)
        finally:
            # The thread ends here; the connection it holds must not stay with it.
            close_held_connection()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
