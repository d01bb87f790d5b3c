"""Looking for a program that a test drives: where an environment variable names it, else on the PATH."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.provisioning.missing import fail_missing


def find_installed(what: str, variable: str, names: Sequence[str]) -> Path | None:
    """The program that ``variable`` names, else the first of ``names`` on the PATH; None when there is none.

    Fails the test when ``variable`` names a path that does not exist.
    """
    if given := os.environ.get(variable):
        if not Path(given).exists():
            fail_missing(what, f"{variable} names {given}, which does not exist.")
        return Path(given)
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None
