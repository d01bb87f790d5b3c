"""The signing keys of the suite: made once for a whole run, because an RSA key takes its time."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from idp.infrastructure.secrets import SecretBox
from idp.oauth.provider_keys.generation import generate_key
from idp.settings import Settings

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
_COLUMNS = ("kid", "algorithm", "public_jwk", "wrapped_private_jwk")


def make_signing_keys(folder: Path, settings: Settings) -> dict[str, str]:
    """One key for each algorithm of the settings, as ``read_signing_keys`` reads them."""
    box = SecretBox.from_settings(settings)
    keys = [generate_key(algorithm, settings.keys.rsa_bits, box) for algorithm in settings.keys.signing_algorithms]
    file = folder / "keys.json"
    file.write_text(json.dumps([{name: getattr(key, name) for name in _COLUMNS} for key in keys]))
    return {"file": str(file)}


def read_signing_keys(file: str) -> list[Mapping[str, Any]]:
    """Rows of ``provider_keys``: every key active."""
    state = {"state": "active", "created_at": MADE_AT, "activated_at": MADE_AT}
    return [row | state for row in json.loads(Path(file).read_text())]
