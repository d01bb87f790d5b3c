"""The first command of a newcomer: it helps itself to uv, or says what to install."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASICS = ("dirname", "sh", "env", "cat", "printf")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as bare as the machine: nothing fetched yet, and a PATH of its own."""
    shutil.copytree(ROOT / "make", tmp_path / "checkout" / "make")
    (tmp_path / "bin").mkdir()
    for name in BASICS:
        if found := shutil.which(name):
            (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path / "checkout"


def add_program(checkout: Path, name: str, script: str) -> None:
    program = checkout.parent / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout.parent / "bin"), "HOME": str(checkout.parent)}
    return subprocess.run(
        [checkout / "make" / "uv", "sync"], env=environment, capture_output=True, text=True, check=False
    )


def test_a_uv_on_the_path_is_used(checkout: Path) -> None:
    add_program(checkout, "uv", 'echo "called with $*"')
    assert run(checkout).stdout == "called with sync\n"


def test_a_stand_in_without_a_uv_behind_it_is_not_used(checkout: Path) -> None:
    add_program(checkout, "uv", "exit 127")
    done = run(checkout)
    assert done.returncode == 1
    assert "Python was not found" in done.stderr


def test_a_private_uv_is_used_again(checkout: Path) -> None:
    (checkout / ".tools" / "bin").mkdir(parents=True)
    add_program(checkout, "private", 'echo "privately $*"')
    (checkout.parent / "bin" / "private").rename(checkout / ".tools" / "bin" / "uv")
    assert run(checkout).stdout == "privately sync\n"


def test_without_python_it_says_what_to_install(checkout: Path) -> None:
    done = run(checkout)
    assert done.returncode == 1
    assert "apt-get install python3 python3-venv" in done.stderr


def test_an_old_python_is_named(checkout: Path) -> None:
    add_program(checkout, "python3", 'case "$*" in --version) echo "Python 3.9.2";; *version_info*) exit 1;; esac')
    done = run(checkout)
    assert done.returncode == 1
    assert "Python 3.9.2 is too old: Einlass needs Python 3.11 or newer" in done.stderr


def test_a_python_without_venv_is_named(checkout: Path) -> None:
    add_program(checkout, "python3", 'case "$*" in *ensurepip*) exit 1;; *) echo "Python 3.11.2";; esac')
    done = run(checkout)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_make_alone_lists_what_there_is() -> None:
    done = subprocess.run(["make"], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=True)
    for target in ("run", "test", "check", "bench", "mutate", "format", "docs", "help"):
        assert f"make {target} " in done.stdout
