"""Relying parties that are Python programs, each in an environment of its own: their dependencies exclude ours."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.provisioning.missing import fail_missing

ROOT = Path(__file__).resolve().parents[2]
UV = ROOT / "make" / "uv"
RELYING_PARTIES = ROOT / "tests" / "interop" / "relying_parties"
ENVIRONMENTS = ROOT / ".tools" / "relying_parties"
LOCK_FILE = "requirements.txt"
"""Beside each program's configuration: every package with its version, written by ``uv pip compile``."""
# Written into an environment when all packages of the lock file are there; it holds that lock file.
MARK = "installed-lock.txt"


def get_environment(name: str) -> Path:
    """The environment of ``relying_parties/<name>``; fails the test when it is not complete. It fetches nothing."""
    if not _is_complete(name):
        fail_missing(f"A Python environment for {name}", "`make machine` fetches it into .tools/relying_parties.")
    return ENVIRONMENTS / name


def fetch_environments() -> Iterator[str]:
    """Fetch the environments that are missing or out of date; yields what is wrong."""
    for lock_file in sorted(RELYING_PARTIES.glob(f"*/{LOCK_FILE}")):
        name = lock_file.parent.name
        if not _is_complete(name):
            yield from _fetch(name)


def _fetch(name: str) -> Iterator[str]:
    folder = ENVIRONMENTS / name
    for command in (
        [UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder],
        [UV, "pip", "sync", "--quiet", "--compile-bytecode", "--python", folder, _lock_file(name)],
    ):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            yield f"The environment of the relying party {name} could not be fetched:\n{done.stdout}{done.stderr}"
            return
    (folder / MARK).write_text(_lock_file(name).read_text())


def _lock_file(name: str) -> Path:
    return RELYING_PARTIES / name / LOCK_FILE


def _is_complete(name: str) -> bool:
    mark = ENVIRONMENTS / name / MARK
    return mark.exists() and mark.read_text() == _lock_file(name).read_text()
