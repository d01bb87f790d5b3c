"""What an installation leaves on the disk is for its owner alone, whatever the umask. Trial rows F3, S5."""

import shutil
import signal
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.installation import IDP, clean_environment, free_port

DATABASE = "einlass.sqlite3"
# Nothing is taken away: what is closed under this umask is so under any.
NO_UMASK = 0o000


def run(folder: Path, *arguments: str, umask: int = NO_UMASK, check: bool = True) -> subprocess.CompletedProcess[str]:
    """A command on the installation in ``folder``, as its own program."""
    command = [IDP, "--config", str(folder / "config.toml"), *arguments]
    environment = clean_environment()
    return subprocess.run(
        command, umask=umask, capture_output=True, text=True, check=check, env=environment, timeout=120
    )


def init(folder: Path, umask: int) -> None:
    command = [IDP, "init", "--directory", str(folder), "--issuer", f"http://localhost:{free_port()}"]
    subprocess.run(command, umask=umask, capture_output=True, check=True, env=clean_environment(), timeout=120)


@contextmanager
def running(*command: str | Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that goes on until the end of the block."""
    program = subprocess.Popen(
        [IDP, *command], umask=NO_UMASK, env=clean_environment(**environment), stdout=subprocess.DEVNULL
    )
    try:
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(timeout=60)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that was made without a umask."""
    folder = tmp_path_factory.mktemp("permissions") / "installation"
    init(folder, NO_UMASK)
    return folder


def open_to_others(folder: Path) -> list[str]:
    """The files below a folder that others may use, and the folders of keys."""
    return [
        f"{path.name} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in sorted(folder.rglob("*"))
        if (path.is_file() or path.name == "keys") and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def test_an_installation_made_under_the_usual_umask(tmp_path: Path) -> None:
    folder = tmp_path / "installation"
    init(folder, 0o022)

    assert stat.S_IMODE((folder / DATABASE).stat().st_mode) == 0o600
    assert open_to_others(folder) == []


def test_an_installation_made_without_a_umask_and_its_journals(installation: Path) -> None:
    """Journals live as long as a connection does, so one is held while a command writes."""
    assert open_to_others(installation) == []
    with sqlite3.connect(installation / DATABASE) as held:
        held.execute("SELECT count(*) FROM accounts").fetchall()
        run(installation, "clients", "create", "Shop", "--redirect-uri", "https://shop.example/cb")
        assert (installation / f"{DATABASE}-wal").exists()
        assert open_to_others(installation) == []


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_programs_that_go_on_running(installation: Path, command: str) -> None:
    with running("--config", installation / "config.toml", command) as program:
        wait_for(lambda: (installation / f"{DATABASE}-wal").exists(), program)
        assert open_to_others(installation) == []


def test_migrate_makes_it(tmp_path: Path, installation: Path) -> None:
    empty = tmp_path / "empty"
    shutil.copytree(installation, empty, ignore=shutil.ignore_patterns(f"{DATABASE}*"))

    run(empty, "migrate")

    assert (empty / DATABASE).exists()
    assert open_to_others(empty) == []


def test_a_restored_file_is_named_by_the_doctor_and_closed_by_migrate(tmp_path: Path, installation: Path) -> None:
    restored = tmp_path / "restored"
    shutil.copytree(installation, restored)
    file = restored / DATABASE
    file.chmod(0o644)

    said = run(restored, "doctor", "--only", "database", check=False)
    assert said.returncode == 1
    assert f"Others than its owner may use {file}." in said.stdout
    assert f"chmod 600 {file}" in said.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o644, "the doctor changes nothing"

    run(restored, "migrate")
    assert open_to_others(restored) == []


def test_the_trial(tmp_path: Path) -> None:
    """`idp demo` makes everything in a folder of its own."""
    with running("demo", "--port", str(free_port()), "--json", TMPDIR=str(tmp_path)) as program:
        wait_for(lambda: bool(list(tmp_path.glob(f"einlass-demo-*/{DATABASE}-wal"))), program)
        [folder] = tmp_path.glob("einlass-demo-*")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [path.name for path in folder.glob(f"{DATABASE}*") if stat.S_IMODE(path.stat().st_mode) != 0o600] == []


def wait_for(condition: Callable[[], bool], program: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert program.poll() is None, "it has ended"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
