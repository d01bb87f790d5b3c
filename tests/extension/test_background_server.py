"""A server that the worker runs is a function and one registration."""

import socket
import threading
from collections.abc import Callable

from idp.infrastructure.background.servers import BackgroundServer, add_server
from idp.infrastructure.background.worker import run_worker
from idp.infrastructure.web.application import Application


class Greeter:
    """Greets each who connects, until it is told to stop."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port: int = self._listener.getsockname()[1]

    def serve(self, stop: threading.Event) -> None:
        with self._listener:
            while not stop.is_set():
                try:
                    peer, _ = self._listener.accept()
                except TimeoutError:
                    continue
                with peer:
                    peer.sendall(b"hello")


def test_the_worker_runs_it_until_it_ends(make_app: Callable[..., Application]) -> None:
    app, greeter, stop = make_app(own=True), Greeter(), threading.Event()
    add_server(app, BackgroundServer("greeter", greeter.serve))
    worker = threading.Thread(target=run_worker, args=(app, stop))
    worker.start()
    try:
        with socket.create_connection(("127.0.0.1", greeter.port), timeout=20) as connection:
            assert connection.recv(5) == b"hello"
    finally:
        stop.set()
        worker.join(30)
    assert not worker.is_alive()
