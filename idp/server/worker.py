"""A worker: granian's event loop and threads in this process, with the application behind them.

granian's own WSGI interface reads a body on the thread that answers, without a deadline, and tells no ``X_Field`` from
an ``X-Field``. Its RSGI interface does neither, and is meant for ``asyncio``; here its callbacks run on its threads
themselves, which costs no more than WSGI.
"""

import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import structlog
from granian._granian import CallbackScheduler, RSGIWorker, SocketHolder, WorkerSignal
from granian.http import HTTP1Settings

from idp.server.answers import Wsgi, answer_with
from idp.server.bodies import BodyReader
from idp.server.environ import EnvironMaker
from idp.server.listener import BACKLOG
from idp.server.rsgi import Connection, RequestHead
from idp.settings.server import ServerSettings

# No browser or relying party sends headers that take longer to arrive, or are larger altogether.
HEADER_MILLISECONDS = 10_000
HEADER_BYTES = 98_304
# Connections of one worker, idle ones included.
MOST_CONNECTIONS = 2048
# A thread that ends gives up its held database connection, so idle ones are kept.
IDLE_THREAD_SECONDS = 600
_TICK_SECONDS = 0.25
log = structlog.get_logger("idp.server")


class _Request(Protocol):
    scope: RequestHead
    proto: Connection


class _Loop:
    """Stands in for asyncio's: runs what is to be run at once, on the thread that has it."""

    def call_soon(self, callback: Callable[..., None], *arguments: Any, context: Any = None) -> None:
        callback(*arguments)

    call_soon_threadsafe = call_soon


def run_worker(app: Wsgi, listener: socket.socket, settings: ServerSettings) -> None:
    """Answer requests of ``listener`` until SIGTERM, then finish those that run."""
    reader = BodyReader(partial(answer_with, app), settings.maximum_body_bytes, settings.body_seconds)
    threading.Thread(target=_give_up_overdue, args=(reader,), name="overdue-bodies", daemon=True).start()
    loop, stop, stopped = _Loop(), WorkerSignal(), threading.Event()
    stop.add_cb(stopped.set)
    _stop_at_signal(stop)
    scheduler = CallbackScheduler(loop, None, None, None, None)  # type: ignore[call-arg]  # stubs lag behind
    scheduler._schedule_fn = partial(_meet, reader, EnvironMaker(settings.host, settings.port))  # type: ignore[attr-defined]
    _make_worker(listener, settings).serve_mtr(scheduler, loop, stop)  # type: ignore[attr-defined]
    stopped.wait()


def _meet(reader: BodyReader, environs: EnvironMaker, request: _Request) -> None:
    """The head of a request is there. Must not raise: granian does not look."""
    try:
        reader.read(request.proto, environs.make(request.scope))
    except Exception:
        log.exception("request_failed")
        request.proto.response_bytes(500, [("cache-control", "no-store")], b"")


def _give_up_overdue(reader: BodyReader) -> None:
    while True:
        time.sleep(_TICK_SECONDS)
        reader.give_up_overdue()


def _stop_at_signal(stop: WorkerSignal) -> None:
    asked = threading.Event()

    def ask(*_: object) -> None:
        if not asked.is_set():  # a second word would wait for its listener for ever
            asked.set()
            stop.set()

    signal.signal(signal.SIGTERM, ask)


def _make_worker(listener: socket.socket, settings: ServerSettings) -> RSGIWorker:
    return RSGIWorker(
        worker_id=1,
        sock=(None, SocketHolder(listener.detach(), False, BACKLOG)),  # type: ignore[call-arg]
        ipc=None,
        threads=1,
        blocking_threads=512,
        py_threads=settings.threads,
        py_threads_idle_timeout=IDLE_THREAD_SECONDS,
        backpressure=MOST_CONNECTIONS,
        http_mode="1",
        http1_opts=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
        http2_opts=None,
        websockets_enabled=False,
        static_files=None,
        ssl_enabled=False,
        ssl_cert=None,
        ssl_key=None,
        ssl_key_password=None,
        ssl_protocol_min="1.3",
        ssl_ca=None,
        ssl_crl=[],
        ssl_client_verify=False,
    )
