"""How many fetches run at a time: each holds a thread of the process until the other server answers."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from idp.infrastructure.outbound_http.errors import OutboundBusy


class Places:
    """Room for ``most`` fetches at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._running: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def take(self, owner: str, most_of_one: int) -> Iterator[None]:
        """A place as long as the block runs, of which an owner has at most so many. Raises OutboundBusy."""
        with self._lock:
            if self._running[owner] >= most_of_one or self._running.total() >= self.most:
                raise OutboundBusy("too many other servers are being waited for")
            self._running[owner] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[owner] -= 1
                self._running += Counter()  # forgets those of whom nothing runs
