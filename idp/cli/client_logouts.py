"""``idp clients logouts``."""

from collections.abc import Sequence
from typing import Any

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.oauth.backchannel_logout.log import find_deliveries, resend_failed
from idp.oauth.backchannel_logout.models import LogoutDelivery


@click.argument("client_id")
@click.option("--resend", is_flag=True, help="Send again what the client refused and what was given up.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many to list.")
@command_of(None, "logouts")
def logouts(invocation: Invocation, client_id: str, resend: bool, limit: int) -> None:
    """List what a client was told of ended sessions (OpenID Connect Back-Channel Logout), the latest first."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        queued = resend_failed(session, client_id, actor) if resend else 0
        session.expire_all()
        documents = [_document_of(each) for each in find_deliveries(session, client_id, limit, actor)]
    if resend:
        click.echo(f"{queued} to be sent again.", err=True)
    invocation.answer(documents, lambda: _show(documents))


def _document_of(delivery: LogoutDelivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "subject": delivery.subject,
        "session_id": delivery.session_id,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "ended_at": delivery.ended_at,
        "next_attempt_at": delivery.next_attempt_at if delivery.ended_at is None else None,
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
    }


def _show(documents: Sequence[dict[str, Any]]) -> None:
    columns = ("created_at", "session_id", "state", "attempts", "last_status", "last_error")
    show_table(
        ("Since", "Session", "State", "Attempts", "Status", "Reason"),
        [[each[name] for name in columns] for each in documents],
        empty="There are no deliveries. A client with a --backchannel-logout-uri is told of sessions that end.",
    )
