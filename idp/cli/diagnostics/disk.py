"""Whether there is room to write."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from idp.cli.diagnostics.examination import Examination, Finding, ok, problem, warning

MEBIBYTE = 1024 * 1024
WARN_BYTES = 1024 * MEBIBYTE
PROBLEM_BYTES = 100 * MEBIBYTE


def check_disk(examination: Examination) -> Iterator[Finding]:
    """The disks of an embedded database and of temporary files."""
    folders = {Path(tempfile.gettempdir()), _database_folder(examination.settings.database.url)}
    for folder in sorted(folder for folder in folders if folder is not None):
        yield check_free_space(folder, shutil.disk_usage(folder).free)


def check_free_space(folder: Path, free: int) -> Finding:
    """How much is left, in bytes."""
    message = f"{free // MEBIBYTE:,} MiB are free at {folder}."
    if free >= WARN_BYTES:
        return ok(message)
    advice = "Make room before it is full: then nobody can sign in."
    return warning(message, advice) if free >= PROBLEM_BYTES else problem(message, advice)


def _database_folder(url: str) -> Path | None:
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    folder = Path(parsed.database).resolve().parent
    return folder if folder.exists() else None
