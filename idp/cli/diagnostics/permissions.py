"""Whether what holds secrets is for its owner alone."""

import os
import shlex
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from idp.cli.diagnostics.examination import Finding, ok, problem


def check_permissions(open_to_others: Sequence[Path], what: str) -> Iterator[Finding]:
    """A problem for each path that others may use; where there is none, ``what`` is well."""
    for path in open_to_others:
        mode = "700" if path.is_dir() else "600"
        yield problem(f"Others than its owner may use {path}.", f"Run: chmod {mode} {shlex.quote(str(path))}")
    if not open_to_others:
        yield ok(f"{what} can be read by their owner alone.")


def is_open_to_others(path: Path) -> bool:
    """Whether another user of this machine may read or change it."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
