"""Hanging mail into the application."""

from idp.audit.texts import add_event_texts
from idp.infrastructure.background.senders import QueueSender, add_sender
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column
from idp.mail.events import EVENT_TEXTS
from idp.mail.gauge import init_outbox_gauge
from idp.mail.inventory import init_mail_inventory
from idp.mail.mailbox import init_mailbox
from idp.mail.models import OutboxMail
from idp.mail.queue import OUTBOX
from idp.mail.sender import run_outbox


def init_mail(app: Application) -> None:
    """Register the local mailbox, the gauge, the tables, the words of events, and the sender."""
    init_mailbox(app)
    init_outbox_gauge(app)
    init_mail_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_sender(app, QueueSender("mail", OUTBOX, lambda: run_outbox(current_time()).is_reachable))
    add_wrapped_column(app, WrappedColumn(OutboxMail.wrapped_content, lambda mail: f"mail:{mail.id}"))
