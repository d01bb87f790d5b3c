"""What granian gives: the head of a request, its connection, and a body on its way (RSGI 1.6)."""

from collections.abc import Callable
from typing import Protocol


class Headers(Protocol):
    """The fields of a request, with their names in lower case, one entry for each line."""

    def items(self) -> list[tuple[str, str]]: ...


class RequestHead(Protocol):
    """The head of a request.

    ``server`` and ``client`` are addresses with their ports; ``authority`` is that of a target in absolute form.
    """

    method: str
    scheme: str
    path: str
    query_string: str
    server: str
    client: str
    authority: str | None
    headers: Headers


class Future(Protocol):
    """A part of a body that may still be on its way. The callback runs on a thread of the worker.

    ``result`` raises CancelledError after ``cancel``, and an exception of granian's where the connection broke off.
    """

    def add_done_callback(self, callback: "Callable[[Future], None]") -> None: ...
    def cancel(self) -> bool: ...
    def result(self) -> bytes: ...


class Connection(Protocol):
    """What is read from and written to: called, it gives the whole body; ``__anext__`` gives piece by piece."""

    def __call__(self) -> Future: ...
    def __aiter__(self) -> object: ...
    def __anext__(self) -> Future: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
