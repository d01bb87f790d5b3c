"""Starting and stopping the trial."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from tests.demo.trial import Trial, free_ports, running_trial
from tests.interop.provider import IDP


def test_the_line_names_everything(trial: Trial) -> None:
    assert set(trial.facts) == {"issuer", "mailbox", "portals", "people"}
    assert all(set(portal) == {"name", "url", "client_id"} for portal in trial.facts["portals"])
    assert all(set(person) == {"name", "email", "password", "roles"} for person in trial.facts["people"])


def test_everything_answers_once_the_line_is_there(trial: Trial) -> None:
    for address in (trial.facts["mailbox"], f"{trial.issuer}/.well-known/openid-configuration", *trial.portals):
        assert requests.get(address, timeout=10).status_code == 200


def test_the_port_moves_the_whole_set(trial: Trial) -> None:
    first = urlsplit(trial.issuer).port
    assert first
    assert [urlsplit(url).port for url in trial.portals] == [first + 1, first + 2]


def test_the_issuer_can_be_set(tmp_path: Path) -> None:
    port = free_ports()
    with running_trial(tmp_path, "--issuer", f"http://127.0.0.1:{port}", port=port) as trial:
        document = requests.get(f"{trial.issuer}/.well-known/openid-configuration", timeout=10).json()
        page = trial.visitor(0)
        page.open(f"{trial.portals[0]}/sign-in")
        page.sign_in()
    assert document["issuer"] == trial.issuer == f"http://127.0.0.1:{port}"
    assert page.page.url == f"http://127.0.0.1:{port + 1}/"
    assert page.person.name in page.page.text


def test_only_this_machine_can_reach_it(trial: Trial) -> None:
    listening = [
        connection.laddr.ip
        for process in trial.processes()
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) == {"127.0.0.1"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    """Nor has it said anything but the line."""
    with running_trial(tmp_path) as trial:
        processes = trial.processes()
        assert len(processes) >= 5
        assert list(tmp_path.glob("einlass-demo-*"))
        assert trial.stop(number) == 0
        assert trial.program.stdout and trial.program.stdout.read() == b""
    _, alive = psutil.wait_procs(processes, timeout=5)
    assert alive == []
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
    assert (tmp_path / "log").read_text() == ""


def test_a_stop_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [*IDP, "demo", "--json", "--port", str(free_ports())]
    program = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("einlass-demo-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    program.terminate()
    assert program.communicate(timeout=30)[0] == b""
    assert program.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_its_programs_end_when_it_is_killed(tmp_path: Path) -> None:
    with running_trial(tmp_path) as trial:
        processes = trial.processes()
        trial.program.kill()
        _, alive = psutil.wait_procs(processes, timeout=15)
    assert alive == []


def test_it_ends_when_a_program_of_it_falls(tmp_path: Path) -> None:
    with running_trial(tmp_path) as trial:
        psutil.Process(trial.program.pid).children()[0].kill()
        assert trial.program.wait(30) == 2
    assert "ended by itself" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_a_taken_port_is_named(tmp_path: Path, offset: int) -> None:
    first = free_ports()
    with socket.create_server(("127.0.0.1", first + offset)):
        done = subprocess.run(
            [*IDP, "demo", "--json", "--port", str(first)], env=os.environ | {"TMPDIR": str(tmp_path)},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    answer = json.loads(done.stderr)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Port {first + offset} can't be used" in answer["error"]
    assert "--port" in answer["next_step"]
    assert list(tmp_path.iterdir()) == []


def test_an_issuer_elsewhere_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [*IDP, "demo", "--port", str(free_ports()), "--issuer", "https://login.example.com"],
        env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "localhost" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_person_reads_addresses_and_passwords(tmp_path: Path) -> None:
    with (tmp_path / "shown").open("w+") as shown:
        port = free_ports()
        program = subprocess.Popen(
            [*IDP, "demo", "--port", str(port)],
            env=os.environ | {"TMPDIR": str(tmp_path), "COLUMNS": "80"},
            stdout=shown,
        )
        deadline = time.monotonic() + 120
        while "Ctrl-C" not in (tmp_path / "shown").read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        program.terminate()
        assert program.wait(30) == 0
    text = (tmp_path / "shown").read_text()
    assert "…" not in text
    for wanted in (
        f"http://localhost:{port}/mailbox",
        f"http://localhost:{port + 2}",
        "katrin@einlass.example",
        "operator",
    ):
        assert wanted in text
