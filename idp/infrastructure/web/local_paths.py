"""Where a page may send a person next: our own addresses and nothing else."""

import re
from urllib.parse import urlsplit

# One slash, then neither a second nor a backslash (which browsers read as one), and no control characters anywhere.
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
_LONGEST = 2000


def safe_local_path(path: str | None, default: str = "/") -> str:
    """``path`` if it is a path with optional query on this provider, else ``default``."""
    if not path or len(path) > _LONGEST or not _LOCAL_PATH.fullmatch(path):
        return default
    try:
        parts = urlsplit(path)
    except ValueError:
        return default
    return path if not parts.scheme and not parts.netloc else default
