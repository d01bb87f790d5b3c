"""What every peer has in common."""

import socket
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Server, start_server
from benchmarks.scenarios import Chain

# The same for all of them, so that no one gains by its server.
THREADS = 8


@dataclass(frozen=True, slots=True)
class Program:
    """How to start a peer."""

    command: list[str]
    environment: Mapping[str, str]
    first_path: str
    """Asked again and again until it answers: the start is over then."""


class Peer(ABC):
    """One competitor. A new one is a module here and an entry in ``PEERS``."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._server: Server | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, core: int | None) -> None:
        """Set up and serve, on one core alone."""
        program = self.set_up()
        self._server = start_server(
            program.command,
            environment=program.environment,
            log=self.folder / f"{self.name}.log",
            first_url=f"{self.address}{program.first_path}",
            core=core,
        )

    def stop(self) -> None:
        """Stop serving and give back what the set-up took."""
        if self._server is not None:
            self._server.stop()

    @property
    def running(self) -> Server:
        """The server, which was started."""
        assert self._server is not None
        return self._server

    @abstractmethod
    def set_up(self) -> Program:
        """Prepare data and say how to serve them."""

    @abstractmethod
    def chain(self, scenario: str, connections: int) -> Chain | None:
        """The requests of a scenario, with fresh seeds; None where the peer does not have it."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
