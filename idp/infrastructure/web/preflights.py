"""What a preflight (the WHATWG Fetch standard, CORS protocol) may be told about header fields."""

import re
from typing import Any

# Tokens (RFC 9110 5.6.2) in a list; more than a program ever sends is not read.
_FIELDS = re.compile(r"[\w!#$%&'*+\-.^`|~]+( ?, ?[\w!#$%&'*+\-.^`|~]+)*", re.ASCII)
_LONGEST = 1024


def allowed_fields(environ: dict[str, Any], always: str) -> str:
    """The value of ``Access-Control-Allow-Headers``: the fields that are ``always`` allowed, and those asked for.

    Browsers and tracing libraries add fields of their own (``traceparent``), and none that we read is harmful.
    """
    asked = str(environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")).strip()
    return f"{always}, {asked}" if len(asked) <= _LONGEST and _FIELDS.fullmatch(asked) else always
