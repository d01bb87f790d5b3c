"""Programs that tests start: they end with everything that they started themselves."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from tests.interop import programs
from tests.interop.programs import RUNNING, Program

# Each prints the process id of its child, which nothing but a signal ends.
LEAVES_ITS_CHILD = "sleep 600 & echo $!; wait"
ENDS_BEFORE_ITS_CHILD = "sleep 600 & echo $!"
DEAF_TO_SIGTERM = "trap '' TERM; sleep 600 & echo $!; wait; wait"


def start(script: str, folder: Path) -> tuple[Program, psutil.Process]:
    """A shell that runs ``script``, and its child."""
    program = Program.start("shell", ["sh", "-c", script], environment=os.environ, folder=folder, log=folder / "log")
    while not program.log.read_text().endswith("\n"):
        program.running.poll()
    return program, psutil.Process(int(program.log.read_text()))


def has_ended(process: psutil.Process) -> bool:
    """Whether a process is gone, or waits for nothing but being asked how it ended."""
    try:
        process.wait(timeout=20)
    except psutil.TimeoutExpired:
        return process.status() == psutil.STATUS_ZOMBIE
    return True


@pytest.mark.parametrize("script", [LEAVES_ITS_CHILD, ENDS_BEFORE_ITS_CHILD])
def test_a_stopped_program_leaves_no_child_behind(script: str, tmp_path: Path) -> None:
    program, child = start(script, tmp_path)
    assert child.is_running()
    program.stop()
    assert has_ended(child)


def test_a_program_that_does_not_listen_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "STOP_WITHIN_SECONDS", 0.1)
    program, child = start(DEAF_TO_SIGTERM, tmp_path)
    program.stop()
    assert program.running.returncode == -9
    assert has_ended(child)


def test_a_program_that_never_answers_is_stopped_and_its_log_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "START_WITHIN_SECONDS", 0.1)
    program, child = start(LEAVES_ITS_CHILD, tmp_path)
    with pytest.raises(RuntimeError, match=f"shell did not answer at http://localhost:9/:\n{child.pid}"):
        program.wait_until_it_answers("http://localhost:9/")
    assert has_ended(child)
    assert program not in RUNNING


def test_a_program_that_ends_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such setting')"]
    program = Program.start("site", command, environment=os.environ, folder=tmp_path, log=tmp_path / "log")
    with pytest.raises(RuntimeError, match="site ended with 1:\nno such setting"):
        program.wait_until_it_answers("http://localhost:9/")
    assert program not in RUNNING
