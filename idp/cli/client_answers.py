"""What the commands of ``idp clients`` answer: the client for programs, and lines for people."""

from collections.abc import Mapping
from typing import Any

import click

from idp.cli.client_options import spell_option
from idp.cli.frame import Invocation, show_fields
from idp.clients.models import ClientRecord
from idp.clients.registration import EditedClient
from idp.protocol.client_metadata import CLIENT_FIELDS, WireValue, complete_metadata
from idp.settings import Settings


def document_of(record: ClientRecord) -> dict[str, Any]:
    """The client for programs: names as in RFC 7591, where it has one; fields without a value are left out."""
    values = complete_metadata(record.values)
    return {
        "client_id": record.client_id,
        **{name: values[name] for name in CLIENT_FIELDS if name in values},
        "registered_by": "itself" if record.is_self_registered else "operator",
        **({} if record.permitted_scope is None else {"permitted_scope": record.permitted_scope}),
        "enabled": record.disabled_at is None,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def describe_defaults(document: Mapping[str, Any]) -> dict[str, str]:
    """What the defaults that matter to a relying party came to, each with the option that changes it."""
    announced = [field for field in CLIENT_FIELDS.values() if field.is_announced]
    return {f"{field.label} ({spell_option(field)})": _readable(document[field.name]) for field in announced}


def describe_changes(edited: EditedClient) -> dict[str, str]:
    """The values before and after an edit."""
    lines = {
        CLIENT_FIELDS[name].label: f"{_readable(before)} → {_readable(after)}"
        for name, (before, after) in edited.changes.items()
    }
    return lines or {"Changed": "nothing"}


def answer_with_secret(
    invocation: Invocation,
    settings: Settings,
    document: Mapping[str, Any],
    secret: str | None,
    further: Mapping[str, str],
) -> None:
    """The client with a secret that was just made, if any; ``further`` are lines for people."""
    issued = {"issuer": settings.issuer} | dict(document) | ({"client_secret": secret} if secret else {})

    def write() -> None:
        fields = {"Issuer": settings.issuer, "Client": document["client_id"]}
        show_fields(fields | ({"Secret": secret} if secret else {}) | dict(further))
        if secret:
            click.echo("The secret is shown this once; keep it where the application's other secrets are.", err=True)

    invocation.answer(issued, write)


def _readable(value: WireValue | None) -> str:
    """A value on one line."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return " ".join(value) or "-"
        case _:
            return "-" if value in (None, "") else str(value)
