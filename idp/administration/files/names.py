"""Names of columns as people write them."""

import re
import unicodedata


def plain_name(name: str) -> str:
    """A name without what differs between writers: case, spaces, dashes and underscores."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).casefold()
