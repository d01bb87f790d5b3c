"""The agreements of an account, as ``idp users show`` tells them."""

from collections.abc import Mapping
from typing import Any

from idp.agreements.models import Agreement

_TIMES = ("agreed_at", "confirmed_at", "withdrawn_at")
_FACTS = ("portal", "text", "version", "kind", "state", "way", "language", "network")


def describe_agreement(agreement: Agreement) -> dict[str, Any]:
    """An object of JSON values."""
    times = {name: getattr(agreement, name) for name in _TIMES}
    facts = {name: getattr(agreement, name) for name in _FACTS}
    return facts | {name: at.isoformat() if at else None for name, at in times.items()}


def say_agreement(described: Mapping[str, Any]) -> str:
    """One line for readers: what, where, and since when it is so."""
    since = next(described[name] for name in reversed(_TIMES) if described[name])
    return f"{described['portal']}: {described['text']} {described['version']}, {described['state']} {since}"
