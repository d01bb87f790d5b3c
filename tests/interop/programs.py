"""Programs started for a test: a provider, a relying party, each with its own port and log."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import requests

START_WITHIN_SECONDS = 90
STOP_WITHIN_SECONDS = 10

# Those whose log a failed test shows.
RUNNING: list["Program"] = []


def free_port() -> int:
    """A loopback port below the range from which outgoing connections take theirs."""
    for _ in range(200):
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free loopback port between 20000 and 32000")


@dataclass
class Program:
    """A running program, with a process group of its own; ``log`` is the file that takes everything it prints."""

    name: str
    log: Path
    running: subprocess.Popen[bytes]

    @classmethod
    def start(
        cls, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path, log: Path
    ) -> Self:
        with log.open("wb") as sink:
            running = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        program = cls(name, log, running)
        RUNNING.append(program)
        return program

    def wait_until_it_answers(self, url: str, within_seconds: float | None = None) -> None:
        """Returns when ``url`` answers with a page or a redirect; else stops the program and raises with its log.

        It is given ``START_WITHIN_SECONDS`` where no other time is named.
        """
        deadline = time.monotonic() + (within_seconds or START_WITHIN_SECONDS)
        while time.monotonic() < deadline and self.running.poll() is None:
            with suppress(requests.ConnectionError, requests.Timeout):
                if requests.get(url, timeout=5, allow_redirects=False).status_code < 400:
                    return
            time.sleep(0.1)
        ended = self.running.returncode
        self.stop()
        what = f"did not answer at {url}" if ended is None else f"ended with {ended}"
        raise RuntimeError(f"{self.name} {what}:\n{self.last_lines()}")

    def last_lines(self, count: int = 60) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def stop(self) -> None:
        """Ask the program to end, and kill what is left of it and of its children."""
        RUNNING.remove(self)
        self.running.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(STOP_WITHIN_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
