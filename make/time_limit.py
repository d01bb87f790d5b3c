"""How long a test may take with a change: in processor time, which does not depend on how busy the machine is."""

import signal
from types import TracebackType

_WAITING = 10


class TooLate(BaseException):
    """Raised in what takes too long; what catches errors there does not catch it."""


class TimeLimit:
    """Stops what is run in it after ``seconds`` of processor time, and after ten times as long by the clock: what only
    waits, for a lock say, takes no processor time. 0 is no limit."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.is_passed = False

    def __enter__(self) -> "TimeLimit":
        signal.signal(signal.SIGPROF, self._stop)
        signal.signal(signal.SIGALRM, self._stop)
        self._set(self._seconds)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        self._set(0)
        return isinstance(error, TooLate)

    def _stop(self, *_: object) -> None:
        self.is_passed = True
        raise TooLate

    @staticmethod
    def _set(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, _WAITING * seconds)


def longest_time(seconds: float) -> float:
    """How much processor time a test may take with a change, by how much it takes without one; in seconds."""
    return 10 + 20 * seconds
