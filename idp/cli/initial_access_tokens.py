"""``idp clients initial-access-tokens``."""

from datetime import timedelta
from typing import Any

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_transaction
from idp.clients.dynamic_registration.initial_access_tokens import (
    issue_initial_access_token,
    list_initial_access_tokens,
    revoke_initial_access_token,
)
from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.infrastructure.clock import current_time


@click.group("initial-access-tokens")
def initial_access_tokens() -> None:
    """Tokens by which applications register themselves (RFC 7591)."""


@click.option("--uses", type=click.IntRange(1, 100000), default=1, show_default=True, help="How many registrations.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long (default: client_registration.token_days).")
@click.option("--note", default="", help="Whom it is for.")
@command_of(initial_access_tokens, "create")
def create(invocation: Invocation, uses: int, days: int | None, note: str) -> None:
    """Make a token. It is shown once."""
    settings = invocation.load_settings()
    if settings.client_registration.access == "off":
        raise CommandError("Applications can't register themselves here.", 'Set client_registration.access to "token".')
    lifetime = timedelta(days=days or settings.client_registration.token_days)
    with open_transaction(settings) as session:
        issued = issue_initial_access_token(session, operator_from_shell(), uses=uses, lifetime=lifetime, note=note)
        document = _document(issued.record) | {"token": issued.token}

    def write() -> None:
        show_fields(document)
        click.echo("The token is shown this once; give it to the developer who registers the application.", err=True)

    invocation.answer(document, write)


@command_of(initial_access_tokens, "list")
def list_(invocation: Invocation) -> None:
    """List the tokens, the newest first, with how often each was used."""
    with open_transaction(invocation.load_settings()) as session:
        documents = [_document(each) for each in list_initial_access_tokens(session, operator_from_shell())]
    columns = ("id", "state", "uses", "uses_allowed", "expires_at", "note")
    invocation.answer(
        documents,
        lambda: show_table(
            ("Token", "State", "Used", "Of", "Valid until", "Note"),
            [[each[name] for name in columns] for each in documents],
            empty="There are none. `idp clients initial-access-tokens create` makes one.",
        ),
    )


@click.argument("token_id", metavar="ID")
@command_of(initial_access_tokens, "revoke")
def revoke(invocation: Invocation, token_id: str) -> None:
    """Let nothing more be registered with a token. What was registered with it stays."""
    with open_transaction(invocation.load_settings()) as session:
        document = _document(revoke_initial_access_token(session, operator_from_shell(), token_id))
    invocation.answer(document, lambda: click.echo(f"{token_id} is revoked."))


def _document(record: InitialAccessToken) -> dict[str, Any]:
    return {
        "id": record.id,
        "state": _state_of(record),
        "uses": record.uses,
        "uses_allowed": record.uses_allowed,
        "note": record.note,
        "created_at": record.created_at,
        "expires_at": record.expires_at,
    }


def _state_of(record: InitialAccessToken) -> str:
    if record.revoked_at is not None:
        return "revoked"
    if record.expires_at <= current_time():
        return "expired"
    return "used up" if record.uses >= record.uses_allowed else "valid"
