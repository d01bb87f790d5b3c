"""The least that Flask can do on the same server: a small JSON answer."""

import os
import sys

from benchmarks.peers.peer import THREADS, Peer, Program
from benchmarks.scenarios import HELLO, Chain, Step

APP = "benchmarks.hello_app:app"


class Hello(Peer):
    """The yardstick."""

    name = "hello"

    def set_up(self) -> Program:
        command = [sys.executable, "-m", "granian", APP, "--interface", "wsgi", "--http", "1"]
        options = {
            "--host": "127.0.0.1",
            "--port": str(self.port),
            "--workers": "1",
            "--blocking-threads": str(THREADS),
            "--blocking-threads-idle-timeout": "600",
            "--log-level": "error",
        }
        return Program([*command, "--no-ws", *sum(options.items(), ())], os.environ, "/")

    def chain(self, scenario: str, connections: int) -> Chain | None:
        return Chain((Step("GET", "/"),), ({},) * connections) if scenario == HELLO else None
