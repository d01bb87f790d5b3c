"""``idp clients fields``: the table of client metadata as a page of the documentation."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from idp.cli.client_options import explain, spell_option
from idp.cli.frame import Invocation, command_of
from idp.cli.generated import answer_generated, generated_file_options
from idp.oauth.supported import SUPPORTED
from idp.protocol.client_metadata import CLIENT_FIELDS, TYPE_DEFAULTS, ClientField
from idp.protocol.client_metadata.values import Choice

_INTRODUCTION = """\
# Client metadata

Every field that a client can be registered with, by `idp clients create` and `idp clients edit`. The names are those of
[RFC 7591](https://www.rfc-editor.org/rfc/rfc7591#section-2) and
[OpenID Connect Dynamic Client Registration](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)
where they have one; `idp clients show` shows them.

Options of lists, which can be repeated, add to the default of a new client and to what an old one has;
`--remove-scope`, `--remove-redirect-uri` and so on take values away. `idp clients edit CLIENT_ID --reset NAME` gives a
field its default again; options of the same command add to that. `--refresh` and `--no-refresh` are about
`refresh_token` among the grant types.

Clients that [register themselves](protocol.md#dynamic-registration) may send the fields that are *registrable*; all
others are the operator's.

This page is generated from the table of fields by `make docs`.
"""
_TYPE_DEFAULTS = """
## Defaults by type

| Type | Field | Default |
|---|---|---|
"""


@command_of(name="fields")
@generated_file_options
def fields(invocation: Invocation, output: Path | None, compare: Path | None) -> None:
    """Explain every field that a client can have."""
    document = [_describe(field) for field in CLIENT_FIELDS.values()]
    answer_generated(invocation, document, render_fields(), output, compare)


def render_fields() -> str:
    """The page: a table of all fields, and one of the defaults by type."""
    rows = [_row(_describe(field)) for field in CLIENT_FIELDS.values()]
    head = "\n| Field | Option | Form | Meaning |\n|---|---|---|---|\n"
    return f"{_INTRODUCTION}{head}{''.join(rows)}{_TYPE_DEFAULTS}{''.join(_type_rows())}"


def _describe(field: ClientField) -> dict[str, str]:
    return {
        "field": field.name,
        "option": spell_option(field),
        "form": field.type.description,
        "label": field.label,
        "help": explain(field),
        "values": ", ".join(_values(field)),
        "registrable": "yes" if field.is_registrable else "no",
    }


def _values(field: ClientField) -> Iterable[str]:
    if isinstance(field.type, Choice):
        return field.type.choices
    return field.offered(SUPPORTED) if field.offered else ()


def _row(described: dict[str, str]) -> str:
    values = f" Values: {described['values']}." if described["values"] else ""
    values += " *Registrable.*" if described["registrable"] == "yes" else ""
    return (
        f"| `{described['field']}` | `{described['option']}` | {described['form']} "
        f"| **{described['label']}.** {described['help']}{values} |\n"
    )


def _type_rows() -> Iterator[str]:
    for application_type, defaults in TYPE_DEFAULTS.items():
        for name, value in defaults.items():
            yield f"| `{application_type}` | `{name}` | {f'`{value}`' if value else 'none'} |\n"
