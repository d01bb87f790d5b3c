"""Hanging mail into the application."""

from idp.infrastructure.web.application import Application
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column
from idp.mail.gauge import init_outbox_gauge
from idp.mail.inventory import init_mail_inventory
from idp.mail.mailbox import init_mailbox
from idp.mail.models import OutboxMail


def init_mail(app: Application) -> None:
    """Register the local mailbox, the gauge and the table."""
    init_mailbox(app)
    init_outbox_gauge(app)
    init_mail_inventory(app)
    add_wrapped_column(app, WrappedColumn(OutboxMail.wrapped_content, lambda mail: f"mail:{mail.id}"))
