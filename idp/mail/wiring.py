"""Hanging mail into the application."""

from typing import TYPE_CHECKING

from idp.audit.texts import add_event_texts
from idp.infrastructure.background.senders import QueueSender, add_sender
from idp.infrastructure.background.servers import BackgroundServer, add_server
from idp.infrastructure.clock import current_time
from idp.infrastructure.lazy_modules import lazy_module
from idp.infrastructure.web.application import Application
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column
from idp.mail.events import EVENT_TEXTS
from idp.mail.gauge import init_outbox_gauge
from idp.mail.inventory import init_mail_inventory
from idp.mail.mailbox import init_mailbox
from idp.mail.models import OutboxMail
from idp.mail.queue import OUTBOX
from idp.mail.sender import run_outbox

# Its library is read when there is something to serve.
if TYPE_CHECKING:
    from idp.mail.bounces import lmtp
else:
    lmtp = lazy_module("idp.mail.bounces.lmtp")


def init_mail(app: Application) -> None:
    """Register the local mailbox, the gauge, the tables, the words of events, the sender and the server of bounces."""
    init_mailbox(app)
    init_outbox_gauge(app)
    init_mail_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    bounces = app.settings.mail.bounces
    if bounces.listen is not None and bounces.background:
        add_server(app, BackgroundServer("bounces", lambda stop: lmtp.serve(app, stop)))
    add_sender(app, QueueSender("mail", OUTBOX, lambda: run_outbox(current_time()).is_reachable))
    add_wrapped_column(app, WrappedColumn(OutboxMail.wrapped_content, lambda mail: f"mail:{mail.id}"))
