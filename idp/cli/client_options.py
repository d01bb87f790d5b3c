"""The options that describe a client, made of the table of client metadata."""

from collections.abc import Mapping
from typing import Any

import click

from idp.protocol.client_metadata import CLIENT_FIELDS, ClientField
from idp.protocol.client_metadata.values import Choice, Flag, Seconds

# On the command line words are joined by hyphens.
_HYPHENS = str.maketrans("_", "-")


class CreateCommand(click.Command):
    """A command with an option for each field but the name, which is its argument."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        given = {parameter.name for parameter in self.params}
        options = [_option_of(field) for field in CLIENT_FIELDS.values() if field.name not in given]
        return [*options, *super().get_params(ctx)]


class EditCommand(CreateCommand):
    """A command with an option for each field, and one that gives fields their defaults again."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        reset = click.Option(
            ["--reset"],
            type=click.Choice(list(CLIENT_FIELDS)),
            multiple=True,
            help="Give this field its default again. Repeatable.",
        )
        return [reset, *super().get_params(ctx)]


def read_metadata(options: Mapping[str, Any]) -> dict[str, object]:
    """What was given on the command line, by the names of the metadata; None for a field to reset."""
    given = {
        name: _read_choice(CLIENT_FIELDS[name], value)
        for name, value in options.items()
        if name in CLIENT_FIELDS and value is not None and value != ()
    }
    return given | dict.fromkeys(options.get("reset", ()))


def spell_option(field: ClientField) -> str:
    """The option of a field as it is declared and documented."""
    return f"{field.option}/--no-{field.option.removeprefix('--')}" if isinstance(field.type, Flag) else field.option


def explain(field: ClientField) -> str:
    """The help of a field with its default and whether it may be repeated."""
    default = "" if field.derive is not None else _default_of(field)
    return f"{field.help}{f' Default: {default}.' if default else ''}{' Repeatable.' if field.type.is_list else ''}"


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
    return click.Option(
        [spell_option(field), field.name], type=kind, multiple=field.type.is_list, default=None, help=explain(field)
    )


def _read_choice(field: ClientField, value: object) -> object:
    if not isinstance(field.type, Choice):
        return value
    return next(choice for choice in field.type.choices if choice.translate(_HYPHENS) == value)
