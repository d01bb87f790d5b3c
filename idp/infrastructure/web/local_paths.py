"""Where a page may send a person next: our own addresses and nothing else."""

import re

# One slash, then neither a second nor a backslash (which browsers read as one), and no control characters anywhere
# (which browsers leave out): so there is no scheme and no host in it.
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
_LONGEST = 2000


def safe_local_path(path: str | None, default: str = "/") -> str:
    """``path`` if it is a path with optional query on this provider, else ``default``."""
    if not path or len(path) > _LONGEST or not _LOCAL_PATH.fullmatch(path):
        return default
    return path
