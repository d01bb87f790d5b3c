"""The options that describe a client, made of the table of client metadata."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from idp.protocol.client_metadata import CLIENT_FIELDS, ClientField, ListChange
from idp.protocol.client_metadata.values import Choice, Flag, ListType, Seconds

# On the command line words are joined by hyphens.
_HYPHENS = str.maketrans("_", "-")
_REFRESH = ("refresh_token",)


class CreateCommand(click.Command):
    """A command with an option for each field but the name, which is its argument."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        given = {parameter.name for parameter in self.params}
        fields = [field for field in CLIENT_FIELDS.values() if field.name not in given]
        options = [*map(_option_of, fields), *map(_removal_of, filter(self.can_remove, fields)), _refresh_option()]
        return [*options, *super().get_params(ctx)]

    def can_remove(self, field: ClientField) -> bool:
        """Whether there is a value to take away: of a new client, those of the default."""
        return isinstance(field.type, ListType) and bool(field.default)


class EditCommand(CreateCommand):
    """A command with an option for each field, and one that gives fields their defaults again."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        reset = click.Option(
            ["--reset"],
            type=click.Choice(list(CLIENT_FIELDS)),
            multiple=True,
            help="Give this field its default again; what else is said of it comes after that. Repeatable.",
        )
        return [reset, *super().get_params(ctx)]

    def can_remove(self, field: ClientField) -> bool:
        return isinstance(field.type, ListType)


def read_metadata(options: Mapping[str, Any]) -> dict[str, object]:
    """What was given on the command line, by the names of the metadata: a value, a ``ListChange``, None for a field to
    reset."""
    return {name: value for field in CLIENT_FIELDS.values() for name, value in _read_field(field, options)}


def spell_option(field: ClientField) -> str:
    """The option of a field as it is declared and documented."""
    return f"{field.option}/--no-{field.option.removeprefix('--')}" if isinstance(field.type, Flag) else field.option


def explain(field: ClientField) -> str:
    """The help of a field with its default and whether it may be repeated."""
    default = "" if field.derive is not None else _default_of(field)
    repeatable = " Repeatable." if isinstance(field.type, ListType) else ""
    return f"{field.help}{f' Default: {default}.' if default else ''}{repeatable}"


def _default_of(field: ClientField) -> str:
    match field.default:
        case bool() as is_on:
            return "yes" if is_on else "no"
        case list() as values:
            return " ".join(values)
        case value:
            return "" if value is None else str(value)


def _option_of(field: ClientField) -> click.Option:
    kind: click.ParamType[Any] | type | None = None
    if isinstance(field.type, Choice):
        kind = click.Choice([choice.translate(_HYPHENS) for choice in field.type.choices])
    elif isinstance(field.type, Seconds):
        kind = int
    is_list = isinstance(field.type, ListType)
    return click.Option(
        [spell_option(field), field.name], type=kind, multiple=is_list, default=None, help=explain(field)
    )


def _removal_of(field: ClientField) -> click.Option:
    option = f"--remove-{field.option.removeprefix('--')}"
    return click.Option([option, _removed(field)], multiple=True, help=f"Take away from: {field.label}. Repeatable.")


def _removed(field: ClientField) -> str:
    return f"removed_{field.name}"


def _refresh_option() -> click.Option:
    text = "Whether it gets refresh tokens: short for --grant-type and --remove-grant-type refresh_token."
    return click.Option(["--refresh/--no-refresh", "refreshes"], default=None, help=text)


def _read_field(field: ClientField, options: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    is_reset = field.name in options.get("reset", ())
    value = options.get(field.name)
    if isinstance(field.type, ListType):
        value = _read_list(field, options, is_reset)
    elif value is not None and isinstance(field.type, Choice):
        value = next(choice for choice in field.type.choices if choice.translate(_HYPHENS) == value)
    if value is not None or is_reset:
        yield field.name, value


def _read_list(field: ClientField, options: Mapping[str, Any], is_reset: bool) -> ListChange | None:
    added, removed = options.get(field.name) or (), options.get(_removed(field)) or ()
    refreshes = options.get("refreshes") if field.name == "grant_types" else None
    added += _REFRESH if refreshes else ()
    removed += _REFRESH if refreshes is False else ()
    return ListChange(added=added, removed=removed, from_default=is_reset) if added or removed else None
