"""Where a network address is, from a file that the operator may provide; nobody is asked over the network."""

from functools import lru_cache
from pathlib import Path

import maxminddb
import structlog

_log = structlog.get_logger(__name__)
_LONGEST = 200


def find_place(ip: str, file: Path | None, language: str) -> str:
    """Such as "Berlin, Germany", in ``language`` where the file has it; empty where nothing is known."""
    if file is None:
        return ""
    reader = _open(file)
    try:
        found = reader.get(ip) if reader is not None else None
    except (ValueError, maxminddb.InvalidDatabaseError):
        return ""
    if not isinstance(found, dict):
        return ""
    names = (_name_of(found.get(part), language) for part in ("city", "country"))
    return ", ".join(name for name in names if name)[:_LONGEST]


@lru_cache(maxsize=4)
def _open(file: Path) -> maxminddb.Reader | None:
    """Read once in a worker: the file is replaced now and then, and the next start finds it."""
    try:
        return maxminddb.open_database(file, maxminddb.MODE_MEMORY)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        _log.warning("place file can't be read", file=str(file), error=str(error))
        return None


def _name_of(part: object, language: str) -> str:
    names = part.get("names") if isinstance(part, dict) else None
    if not isinstance(names, dict):
        return ""
    name = names.get(language) or names.get("en")
    return name if isinstance(name, str) else ""
