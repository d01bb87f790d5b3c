"""The files of an embedded database: for their owner alone, whichever program makes them and whatever its umask."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Dialect, Engine, event, make_url

OWNER_ALONE = 0o600
_JOURNALS = ("", "-wal", "-shm", "-journal")


def create_files_privately(engine: Engine) -> None:
    """Have every connection of an SQLite engine find a file that others can't read; its journals take its mode."""

    def create(_dialect: Dialect, _record: object, arguments: list[Any], _parameters: dict[str, Any]) -> None:
        if arguments and (path := _path_of(str(arguments[0]))) is not None:
            _create(path)

    event.listen(engine, "do_connect", create)


def close_to_others(url: URL) -> None:
    """Take the permissions of others from the files that are there, as after a restore. Raises ``OSError``."""
    for path in find_open_to_others(url):
        path.chmod(OWNER_ALONE)


def find_open_to_others(url: str | URL) -> list[Path]:
    """The files of a database that others than their owner may read or write."""
    return [path for path in _files_of(make_url(url)) if stat.S_IMODE(path.stat().st_mode) & 0o077]


def _files_of(url: URL) -> Iterator[Path]:
    path = _path_of(url.database or "") if url.get_backend_name() == "sqlite" else None
    if path is not None:
        journals = (path.with_name(path.name + ending) for ending in _JOURNALS)
        yield from (each for each in journals if each.exists())


def _path_of(database: str) -> Path | None:
    """None for a database in memory, and for an address of SQLite's own kind."""
    return None if database in ("", ":memory:") or database.startswith("file:") else Path(database)


def _create(path: Path) -> None:
    """Create the file unless it is there.

    One that exists is never opened here (O_EXCL): closing it again would drop every lock that this process holds on
    it, and two writers at once destroy the file.
    """
    # It exists, as a rule; and what is wrong with the path is said where the database is opened.
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ALONE))
