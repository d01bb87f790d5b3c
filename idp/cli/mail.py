"""``idp mail``."""

import signal
import threading
from typing import Any

import click

from idp.administration.mails import MailFilter, find_mails
from idp.app import create_app
from idp.cli.actor import operator_from_shell
from idp.cli.database import check_schema, open_engine
from idp.cli.frame import CommandError, Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.cli.mail_suppressions import suppressions
from idp.mail.bounces import lmtp
from idp.mail.models import OutboxMail

_STATES = ("queued", "sending", "sent", "failed", "bounced", "suppressed")


@click.group()
def mail() -> None:
    """What became of mails."""


mail.add_command(suppressions)


@command_of(mail, "receive")
def receive(invocation: Invocation) -> None:
    """Receive notifications about mails that came back, by LMTP, until SIGTERM or Ctrl-C.

    Set mail.bounces.background to false, so that the worker leaves it to this.
    """
    settings = invocation.load_settings()
    if settings.mail.bounces.listen is None:
        raise CommandError("The settings do not say where to listen.", "Set sender and listen in [mail.bounces].")
    with open_engine(settings) as engine:
        check_schema(engine)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        lmtp.serve(create_app(settings), stop)
    except OSError as error:
        raise CommandError(f"{settings.mail.bounces.listen} can't be used: {error}") from error


@click.option("--to", "recipient", metavar="ADDRESS", help="Only mails to this address.")
@click.option("--state", type=click.Choice(_STATES), help="Only mails in this state.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(mail, "list")
def list_(invocation: Invocation, recipient: str | None, state: str | None, limit: int) -> None:
    """List mails and what became of them, the newest first. Their text is never shown."""
    with open_transaction(invocation.load_settings()) as session:
        found = find_mails(session, MailFilter(recipient, state), limit, operator_from_shell())
        documents = [mail_document(each) for each in found]
    rows = [
        [each["created_at"], each["recipient"], each["message"], each["state"], each["answer"]] for each in documents
    ]
    columns = ("Written", "To", "Message", "State", "Answer of the mail server")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="There is no such mail."))


def mail_document(row: OutboxMail) -> dict[str, Any]:
    """What is told of a mail; ``held`` while the mail server takes none from us."""
    moments = {
        name: moment.isoformat() if (moment := getattr(row, name)) else None
        for name in ("created_at", "sent_at", "delayed_at", "bounced_at")
    }
    return {
        "id": row.id,
        "recipient": row.recipient,
        "message": row.message,
        "subject": row.subject,
        "portal": row.portal,
        "state": row.state,
        "held": row.held_at is not None,
        "attempts": row.attempts,
        **moments,
        "cause": row.bounce_cause,
        "status": row.bounce_status,
        "answer": row.last_error,
    }
