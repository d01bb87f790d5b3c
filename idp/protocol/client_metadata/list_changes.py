"""Changing a list of client metadata value by value: what comes and what goes, while the rest stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import InvalidMetadataError, Problem
from idp.protocol.client_metadata.table import CLIENT_FIELDS
from idp.protocol.client_metadata.values import ListType, WireValue

GivenValue = WireValue | None
"""A value to store; None stands for the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """Values that are added to a list and removed from it; ``from_default`` begins with the default of its field."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    from_default: bool = False


Complete = Callable[[Mapping[str, GivenValue]], Mapping[str, WireValue]]
"""Gives all metadata as they are after changes."""


def settle_lists(changes: Mapping[str, GivenValue | ListChange], complete: Complete) -> dict[str, GivenValue]:
    """The changes with each :class:`ListChange` replaced by the list that it leads to, after all the others.

    Raises InvalidMetadataError.
    """
    settled = {name: value for name, value in changes.items() if not isinstance(value, ListChange)}
    for field in CLIENT_FIELDS.values():
        change = changes.get(field.name)
        if isinstance(change, ListChange):
            before = complete(settled | ({field.name: None} if change.from_default else {}))
            settled[field.name] = _apply(change, field, _list_type(field), before.get(field.name))
    return settled


def _apply(change: ListChange, field: ClientField, kind: ListType, before: WireValue | None) -> GivenValue:
    """The list after the change; an empty one is left out where the field has no default."""
    present = [] if before is None else kind.split(before)
    added, removed = _read(field, kind, change.added), _read(field, kind, change.removed)
    # What the provider offers may be taken away wherever it is; another value is a slip of the pen.
    missing = [] if field.offered else [value for value in removed if value not in present]
    if missing:
        registered = f"Registered: {', '.join(present) or 'none'}."
        raise InvalidMetadataError([Problem(field.name, f"{each} is not registered.", registered) for each in missing])
    left = [value for value in dict.fromkeys([*present, *added]) if value not in removed]
    return kind.join(left) if left or field.default is not None else None


def _read(field: ClientField, kind: ListType, texts: tuple[str, ...]) -> list[str]:
    try:
        return [value for text in texts for value in kind.split(kind.normalize(kind.join([text])))]
    except ValueError as error:
        raise InvalidMetadataError([Problem(field.name, "It has not the form of this field.", str(error))]) from error


def _list_type(field: ClientField) -> ListType:
    if not isinstance(field.type, ListType):
        raise InvalidMetadataError([Problem(field.name, "It holds one value.", "Give the value itself.")])
    return field.type
