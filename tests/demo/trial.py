"""A running ``idp demo``."""

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests

from tests.interop.http_person import HttpPerson
from tests.interop.programs import free_port
from tests.interop.provider import IDP, Person
from tests.provisioning.shell import run_in

READY_WITHIN_SECONDS = 120
STOPPED_WITHIN_SECONDS = 25


@dataclass
class Trial:
    """``facts`` is the line it printed; ``folder`` where it may put its throw-away folder."""

    program: subprocess.Popen[bytes]
    facts: Mapping[str, Any]
    folder: Path

    @property
    def issuer(self) -> str:
        return str(self.facts["issuer"])

    @property
    def portals(self) -> Sequence[str]:
        """Addresses of the start pages."""
        return [portal["url"] for portal in self.facts["portals"]]

    def person(self, number: int) -> Person:
        known = self.facts["people"][number]
        given_name, _, family_name = known["name"].partition(" ")
        return Person(known["email"], known["password"], given_name, family_name)

    def visitor(self, number: int) -> HttpPerson:
        """One of the people with a fresh browser that runs no scripts."""
        return HttpPerson(self.person(number))

    def links_mailed_to(self, address: str) -> list[str]:
        """The addresses in the mails to somebody, those of the newest mail first."""
        mails = requests.get(f"{self.facts['mailbox']}?format=json", timeout=10).json()
        return [link for mail in mails if mail["to"] == address for link in mail["links"]]

    def run(self, *arguments: str) -> Any:
        """The answer of the operator's command."""
        config = next(self.folder.glob("einlass-demo-*")) / "config.toml"
        return json.loads(run_in(self.folder, "--config", str(config), *arguments, "--json"))

    def logout_states(self) -> list[set[str]]:
        """The states of the logout deliveries to each portal."""
        logs = [self.run("clients", "logouts", portal["client_id"]) for portal in self.facts["portals"]]
        return [{each["state"] for each in log} for log in logs]

    def processes(self) -> list[psutil.Process]:
        """The program and everything it started."""
        top = psutil.Process(self.program.pid)
        return [top, *top.children(recursive=True)]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal; returns the exit code."""
        self.program.send_signal(number)
        return self.program.wait(STOPPED_WITHIN_SECONDS)


@contextmanager
def running_trial(folder: Path, *options: str, port: int | None = None) -> Iterator[Trial]:
    """``idp demo --json`` on free ports, with its throw-away folder below ``folder``; killed if it is still there."""
    command = [*IDP, "demo", "--json", "--port", str(port or free_ports()), *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(
            command, env=environment | {"TMPDIR": str(folder)}, cwd=folder, stdout=subprocess.PIPE, stderr=log
        )
    try:
        yield Trial(program, json.loads(_read_line(program, folder / "log")), folder)
    finally:
        if program.poll() is None:
            program.terminate()
            try:
                program.wait(STOPPED_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def free_ports() -> int:
    """The first of three free ports in a row."""
    while True:
        first = free_port()
        if all(_is_free(first + number) for number in (1, 2)):
            return first


def _is_free(port: int) -> bool:
    return all(connection.laddr.port != port for connection in psutil.net_connections("tcp") if connection.laddr)


def _read_line(program: subprocess.Popen[bytes], log: Path) -> bytes:
    assert program.stdout
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and program.poll() is None:
        if select.select([program.stdout], [], [], 0.5)[0]:
            return program.stdout.readline()
    raise RuntimeError(f"idp demo is not ready:\n{log.read_text(errors='replace')}")
