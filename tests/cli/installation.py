"""An installation in a folder, run by the real command as its own program."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

IDP = Path(sys.executable).parent / "idp"
START_SECONDS = 60


def free_port() -> int:
    """A port of the loopback interface that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running `idp serve`."""

    url: str
    program: subprocess.Popen[str]
    log: Path

    @classmethod
    def start(
        cls,
        url: str,
        *arguments: str,
        idp: Path = IDP,
        log: Path,
        environment: dict[str, str],
        waits_for: str = "/health/ready",
    ) -> "Server":
        """Start it and wait until it answers ``waits_for``."""
        with log.open("w") as output:
            program = subprocess.Popen(
                [idp, *arguments], env=environment, stderr=output, stdout=output, text=True, cwd=log.parent
            )
        server = cls(url, program, log)
        server.wait_until_ready(waits_for)
        return server

    def wait_until_ready(self, path: str = "/health/ready") -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.program.poll() is None, self.log.read_text()
            try:
                if self.get(path).status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError(f"no answer:\n{self.log.read_text()}")

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(f"{self.url}{path}", timeout=30, allow_redirects=False, **options)

    def follow(self, path: str, **options: Any) -> requests.Response:
        """The page that a browser ends up with."""
        return requests.Session().get(f"{self.url}{path}", timeout=30, **options)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        if self.program.poll() is None:
            self.program.send_signal(number)
        try:
            return self.program.wait(timeout=30)
        finally:
            self.program.kill()


def clean_environment(**more: str) -> dict[str, str]:
    """Ours, without settings that would leak into the installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("IDP_", "PYTEST_"))} | more
