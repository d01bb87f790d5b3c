"""What a person shares with portals: entries of fields that are kept with the account, by key.

An account holds for each key ``{"kind": …, "value": …}``; another portal's field of the same key and kind takes it.
"""

from collections.abc import Mapping
from typing import Any

from idp.settings import ProfileFieldSettings

Shared = Mapping[str, Any]
"""As an account holds them."""


def shared_entry(shared: Shared, key: str, field: ProfileFieldSettings) -> Any:
    """The entry of the account for a field that is shared; None where it has none of this key and kind."""
    held = shared.get(key)
    return held["value"] if field.kept == "shared" and held and held["kind"] == field.kind else None


def shared_entries(shared: Shared, fields: Mapping[str, ProfileFieldSettings]) -> dict[str, Any]:
    """Those of all fields that have one, by key."""
    found = {key: shared_entry(shared, key, field) for key, field in fields.items()}
    return {key: value for key, value in found.items() if value is not None}


def to_shared(value: Any, field: ProfileFieldSettings) -> dict[str, Any]:
    """An entry as an account holds it."""
    return {"kind": field.kind, "value": value}


def divide(
    shared: Shared, fields: Mapping[str, ProfileFieldSettings], entries: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is new to the account, as it holds it, and the entries that the portal keeps for itself: those of its own
    fields, and of shared ones what differs from the account's, which stays as it was."""
    new: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for key, value in entries.items():
        field = fields.get(key)
        if field is None or field.kept == "portal" or (key in shared and shared_entry(shared, key, field) != value):
            own[key] = value
        elif key not in shared:
            new[key] = to_shared(value, field)
    return new, own
