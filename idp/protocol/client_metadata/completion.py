"""From what was given to what is stored, and from there to the rules' view."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from idp.protocol.client import Client
from idp.protocol.client_metadata.application_types import TYPE_DEFAULTS
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.list_changes import GivenValue, ListChange
from idp.protocol.client_metadata.problems import InvalidMetadataError, Problem
from idp.protocol.client_metadata.security_profiles import profile_values
from idp.protocol.client_metadata.table import CLIENT_FIELDS, find_unknown_fields
from idp.protocol.client_metadata.values import WireValue, WireValues

_ATTRIBUTES = frozenset(attribute.name for attribute in fields(Client))


def parse_metadata(given: Mapping[str, object]) -> dict[str, GivenValue | ListChange]:
    """Metadata in the form they are stored in; None stays, and stands for the default; so do changes of lists.

    Raises :class:`InvalidMetadataError` for names that are no field and for values of another type.
    """
    problems = find_unknown_fields(given)
    parsed: dict[str, GivenValue | ListChange] = {}
    for name in given.keys() & CLIENT_FIELDS.keys():
        value = given[name]
        try:
            parsed[name] = _parse_value(CLIENT_FIELDS[name], value)
        except ValueError as error:
            problems.append(Problem(name, "It has not the form of this field.", str(error)))
    if problems:
        raise InvalidMetadataError(problems)
    return parsed


def _parse_value(field: ClientField, value: object) -> GivenValue | ListChange:
    return value if value is None or isinstance(value, ListChange) else field.type.normalize(value)


def complete_metadata(given: Mapping[str, GivenValue]) -> dict[str, WireValue]:
    """The metadata of a new client: what was given, then what its security profile demands, the defaults of its type,
    those of the table, the derived."""
    chosen = {name: value for name, value in given.items() if value is not None}
    values = _defaults()
    values |= TYPE_DEFAULTS[str(chosen.get("application_type", values["application_type"]))]
    values |= chosen
    values |= {name: value for name, value in _derived(values).items() if name not in chosen}
    demanded = {name: value for name, value in profile_values(values).items() if value is not None}
    return values | {name: value for name, value in demanded.items() if name not in chosen}


def change_metadata(stored: WireValues, changes: Mapping[str, GivenValue]) -> dict[str, WireValue]:
    """The metadata after an edit. A derived value follows what it is derived from, and one that a security profile
    demands becomes that, unless it is given itself."""
    before, after = _derived(_defaults() | dict(stored)), _derived(complete_metadata({**stored, **changes}))
    follow = {name: None for name, value in after.items() if value != before[name] and name not in changes}
    given = {**stored, **follow, **changes}
    demanded = {name: value for name, value in profile_values(complete_metadata(given)).items() if name not in changes}
    return complete_metadata({**given, **demanded})


def build_client(
    client_id: str, values: WireValues, *, enabled: bool = True, is_self_registered: bool = False
) -> Client:
    """The rules' view of stored metadata; a field that was never stored has its default."""
    known: dict[str, Any] = {}
    extras: dict[str, object] = {}
    for field in CLIENT_FIELDS.values():
        attribute = field.attribute or field.name
        (known if attribute in _ATTRIBUTES else extras)[attribute] = field.read(values)
    return Client(client_id=client_id, enabled=enabled, is_self_registered=is_self_registered, extras=extras, **known)


def _defaults() -> dict[str, WireValue]:
    return {field.name: field.default for field in CLIENT_FIELDS.values() if field.default is not None}


def _derived(values: WireValues) -> dict[str, WireValue]:
    return {field.name: field.derive(values) for field in CLIENT_FIELDS.values() if field.derive is not None}
