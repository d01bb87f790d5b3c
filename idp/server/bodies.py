"""Reading bodies in the server's event loop: one that comes slowly holds up no thread.

A thread meets a request when its head is there, and again when its body is; in between only the connection waits. A
body has a fixed time to arrive, and of too many on their way the oldest is given up.
"""

import time
from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from idp.infrastructure.web.hosts import BODY_TOOK, REFUSAL
from idp.server.environ import CHUNKED
from idp.server.rsgi import Connection, Future

Environ = dict[str, Any]
Answer = Callable[[Connection, Environ, bytes], None]
# In one process; each may hold as much memory as the largest body.
MOST_ARRIVING = 512
_TOO_SLOW = ("408 Request Timeout", "too_slow")
_BROKEN_OFF = ("400 Bad Request", "malformed")


@dataclass(eq=False, slots=True)
class _Arrival:
    """A body on its way; ``pieces`` are what has come of one whose length was not said."""

    connection: Connection
    environ: Environ
    due_at: float
    future: Future | None = None
    pieces: list[bytes] = field(default_factory=list)


class BodyReader:
    """Reads a request's body, then has the request answered. ``largest`` is in bytes, ``seconds`` for the whole body.

    A larger body is not read: the application refuses it by its length.
    """

    def __init__(self, answer: Answer, largest: int, seconds: float) -> None:
        self._answer = answer
        self._largest = largest
        self._seconds = seconds
        # In the order in which they are due.
        self._arriving: dict[_Arrival, None] = {}

    def read(self, connection: Connection, environ: Environ) -> None:
        """Answer at once where there is nothing to read, otherwise when it has arrived."""
        length = environ.get("CONTENT_LENGTH", "0")
        if environ.pop(CHUNKED, None) is not None:
            arrival = self._expect(connection, environ)
            connection.__aiter__()
            self._read_piece(arrival)
        elif not length.isdecimal():
            self._refuse(connection, environ, _BROKEN_OFF)
        elif 0 < int(length) <= self._largest:
            self._await(self._expect(connection, environ), connection(), self._finish_whole)
        else:
            self._answer(connection, environ, b"")

    def give_up_overdue(self) -> None:
        """Refuse what has taken too long; called every now and then."""
        moment = time.monotonic()
        while (oldest := next(iter(self._arriving), None)) and oldest.due_at <= moment:
            self._give_up(oldest)

    def _expect(self, connection: Connection, environ: Environ) -> _Arrival:
        arrival = _Arrival(connection, environ, time.monotonic() + self._seconds)
        self._arriving[arrival] = None
        if len(self._arriving) > MOST_ARRIVING and (oldest := next(iter(self._arriving), None)):
            self._give_up(oldest)
        return arrival

    def _give_up(self, arrival: _Arrival) -> None:
        self._arriving.pop(arrival, None)
        if arrival.future is not None:
            arrival.future.cancel()  # calls its callback

    def _await(self, arrival: _Arrival, future: Future, go_on: Callable[[_Arrival, bytes], None]) -> None:
        arrival.future = future
        future.add_done_callback(partial(self._arrived, arrival, go_on))

    def _arrived(self, arrival: _Arrival, go_on: Callable[[_Arrival, bytes], None], future: Future) -> None:
        arrival.future = None  # which holds this callback, and so the arrival: a circle that nothing would collect
        try:
            part = future.result()
        except CancelledError:
            self._end(arrival, _TOO_SLOW)
        except Exception:  # granian's own, where the connection broke off
            self._end(arrival, _BROKEN_OFF)
        else:
            go_on(arrival, part)

    def _finish_whole(self, arrival: _Arrival, body: bytes) -> None:
        self._arriving.pop(arrival, None)
        arrival.environ[BODY_TOOK] = time.monotonic() - arrival.due_at + self._seconds
        self._answer(arrival.connection, arrival.environ, body)

    def _read_piece(self, arrival: _Arrival) -> None:
        try:
            future = arrival.connection.__anext__()
        except StopAsyncIteration:
            self._finish_pieces(arrival)
        else:
            self._await(arrival, future, self._add_piece)

    def _add_piece(self, arrival: _Arrival, piece: bytes) -> None:
        arrival.pieces.append(piece)
        if sum(map(len, arrival.pieces)) > self._largest:
            self._finish_pieces(arrival)
        else:
            self._read_piece(arrival)

    def _finish_pieces(self, arrival: _Arrival) -> None:
        # An empty piece ends the body; one before it stands for what could not be read.
        if b"" in arrival.pieces[:-1]:
            self._end(arrival, _BROKEN_OFF)
        else:
            body = b"".join(arrival.pieces)
            arrival.environ["CONTENT_LENGTH"] = str(len(body))
            self._finish_whole(arrival, body)

    def _end(self, arrival: _Arrival, refusal: tuple[str, str]) -> None:
        self._arriving.pop(arrival, None)
        self._refuse(arrival.connection, arrival.environ, refusal)

    def _refuse(self, connection: Connection, environ: Environ, refusal: tuple[str, str]) -> None:
        environ |= {REFUSAL: refusal, "CONTENT_LENGTH": "0"}
        self._answer(connection, environ, b"")
