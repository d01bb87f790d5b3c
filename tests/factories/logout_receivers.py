"""A relying party's back-channel logout endpoint: a real HTTP server on loopback."""

import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class LogoutReceiver:
    """Answers each POST with ``status``, ``headers`` and ``body``, once ``until()``; ``tokens`` are those received.

    ``stop()`` and ``start()`` are a relying party that is down for a while, at the same address.
    """

    def __init__(self) -> None:
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()
        self.reset()

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.authority}/logout?of=shop"

    def reset(self) -> None:
        self.tokens: list[str] = []
        self.requests: list[tuple[str, str]] = []
        self.answer()

    def answer(
        self,
        status: int = 200,
        body: bytes = b"",
        headers: Sequence[tuple[str, str]] = (),
        until: Callable[[], bool] = lambda: True,
    ) -> None:
        """What comes from now on."""
        self.status, self.body, self.headers, self.until = status, body, headers, until

    def start(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                receiver.requests.append((self.path, self.headers["Content-Type"]))
                receiver.tokens += form["logout_token"]
                while not receiver.until():
                    time.sleep(0.01)
                self.send_response(receiver.status)
                for name, value in receiver.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
