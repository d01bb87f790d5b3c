"""The total time of an outbound request: every wait gets what is left of it, so that slow bytes gain nothing."""

import io
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from idp.infrastructure.outbound_http.errors import OutboundFailed

_Result = TypeVar("_Result")


class Deadline:
    """A point in time, ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds that are left. Raises :class:`OutboundFailed` when there are none."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise OutboundFailed("it took too long")
        return left

    def limit(self, call: Callable[[], _Result]) -> _Result:
        """The result of a call that knows no timeout. Raises :class:`OutboundFailed` when it takes too long.

        The call then goes on in its thread, and its result is dropped.
        """
        outcome: Future[_Result] = Future()
        Thread(target=_settle, args=(outcome, call), daemon=True).start()
        try:
            return outcome.result(self.remaining())
        except TimeoutError as error:
            raise OutboundFailed("it took too long") from error


def _settle(outcome: Future[_Result], call: Callable[[], _Result]) -> None:
    try:
        outcome.set_result(call())
    except Exception as error:
        outcome.set_exception(error)


class DeadlineSocket:
    """As much of a socket as ``http.client`` uses; each read and write may last until the deadline."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def sendall(self, content: bytes) -> None:
        self._socket.settimeout(self._deadline.remaining())
        self._socket.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        # The socket counts its files: closed by http.client, it stays open until the response is read.
        return io.BufferedReader(_DeadlineReader(self._socket, self._deadline))

    def close(self) -> None:
        self._socket.close()


class _DeadlineReader(io.RawIOBase):
    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._file = connected, connected.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # http.client's reader hands no other
        self._socket.settimeout(self._deadline.remaining())
        return self._file.readinto(buffer) or 0

    def close(self) -> None:
        self._file.close()
        super().close()
