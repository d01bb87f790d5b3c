"""An ID token as people can read it. The signature was verified when it arrived; this only shows it."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

MOMENTS = ("iat", "exp", "auth_time", "nbf")


def readable_token(token: str) -> dict[str, Any]:
    """``header`` and ``payload`` as indented JSON, and ``moments``: the times in it, written out."""
    header, payload = (json.loads(_decode(part)) for part in token.split(".")[:2])
    return {
        "header": json.dumps(header, indent=2, ensure_ascii=False),
        "payload": json.dumps(payload, indent=2, ensure_ascii=False),
        "moments": {
            name: datetime.fromtimestamp(payload[name], UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            for name in MOMENTS
            if name in payload
        },
    }


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
