"""``idp mail suppressions``."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from idp.administration.mails import (
    find_suppressions,
    get_standing,
    lift_suppressions,
    lift_suppressions_since,
)
from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_transaction
from idp.mail.bounces.models import Suppression


@click.group()
def suppressions() -> None:
    """Addresses that get no mail, because mails to them came back."""


@click.option("--search", default="", help="Part of an address.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(suppressions, "list")
def list_(invocation: Invocation, search: str, limit: int) -> None:
    """List suppressed addresses, the newest first."""
    with open_transaction(invocation.load_settings()) as session:
        found = find_suppressions(session, search, limit, operator_from_shell())
        documents = [suppression_document(each) for each in found]
    rows = [[each["address"], each["cause"], each["expires_at"], each["answer"]] for each in documents]
    columns = ("Address", "Cause", "Until", "Answer of the mail server")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="No address is suppressed."))


@click.argument("address")
@command_of(suppressions, "show")
def show(invocation: Invocation, address: str) -> None:
    """Show the suppressions of an address, past ones among them, and the mails to it that came back."""
    with open_transaction(invocation.load_settings()) as session:
        standing = get_standing(session, address, operator_from_shell())
        document = {
            "address": address,
            "suppressions": [suppression_document(each) for each in standing.suppressions],
            "bounced": [
                {
                    "id": each.id,
                    "message": each.message,
                    "bounced_at": each.bounced_at.isoformat() if each.bounced_at else None,
                    "cause": each.bounce_cause,
                    "answer": each.last_error,
                }
                for each in standing.bounced
            ],
        }
    invocation.answer(document, lambda: show_fields(_lines(document)))


@click.option("--reason", required=True, help="Why mails will arrive now; the audit keeps it.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="Lift every suppression that began then (UTC) or later, after a mail server has told untruths.",
)
@click.argument("addresses", metavar="ADDRESS...", nargs=-1)
@command_of(suppressions, "lift")
def lift(invocation: Invocation, addresses: tuple[str, ...], since: datetime | None, reason: str) -> None:
    """Send mails to addresses again. What came back so far no longer counts."""
    if bool(addresses) is (since is not None):
        raise CommandError("Give either addresses or --since.")
    actor = operator_from_shell(reason=reason)
    with open_transaction(invocation.load_settings()) as session:
        if since is not None:
            lifted = lift_suppressions_since(session, since.replace(tzinfo=UTC), actor)
        else:
            lifted = lift_suppressions(session, addresses, actor)
        document = {"lifted": sorted(each.address for each in lifted)}
    invocation.answer(document, lambda: _tell_lifted(document["lifted"]))


def suppression_document(row: Suppression) -> dict[str, Any]:
    """What is told of a suppression."""
    return {
        "address": row.address,
        "cause": row.cause,
        "status": row.status,
        "answer": row.detail,
        "mail": row.mail_id,
        "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }


def _lines(document: dict[str, Any]) -> dict[str, Any]:
    """The same for a terminal, a line for each suppression and each mail."""
    suppressed = [
        f"{each['created_at']} to {each['ended_at'] or each['expires_at']}: {each['cause']}, {each['answer']}"
        for each in document["suppressions"]
    ]
    bounced = [
        f"{each['bounced_at']} {each['message']}: {each['cause']}, {each['answer']}" for each in document["bounced"]
    ]
    return {"address": document["address"], "suppressions": suppressed, "bounced": bounced}


def _tell_lifted(addresses: Sequence[str]) -> None:
    for address in addresses:
        click.echo(f"Mails to {address} are sent again.")
    if not addresses:
        click.echo("No suppression began since then.")
