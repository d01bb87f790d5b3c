"""A running LMTP server, and mails that were sent from an envelope sender of their own."""

import shutil
import smtplib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from idp.mail.sender import send_due
from tests.mail.bounces.running import receiving
from tests.mail.smtp_server import Inbox, SmtpServer
from tests.provisioning.databases import Database

SENDER = "bounces@bounces.example.com"


@dataclass
class Exchange:
    """An application that sends over a real SMTP server and is told of bounces over a real LMTP connection."""

    app: Application
    socket: Path
    inbox: Inbox
    database: Database
    write_mail: Callable[..., str]

    def send(self, **values: object) -> tuple[str, str]:
        """Send a mail; its id and its envelope sender."""
        mail_id = self.write_mail(self.app, **values)
        with self.app.app_context():
            assert send_due(current_time()) == 1
        return mail_id, self.inbox.senders[-1]

    def deliver(self, address: str, raw: bytes, sender: str = "") -> tuple[int, str]:
        """Hand a message over as a mail server does; the last reply."""
        with smtplib.LMTP(str(self.socket)) as connection:
            connection.ehlo()
            connection.mail(sender)
            code, text = connection.rcpt(address)
            if code == 250:
                code, text = connection.data(raw)
        return code, text.decode()

    def mail(self, mail_id: str) -> OutboxMail:
        """How a mail stands."""
        with self.database.transaction() as session:
            return session.get_one(OutboxMail, mail_id)

    def arrives(self, recipient: str = "anna@example.com") -> bool:
        """Whether a new mail is sent."""
        self.write_mail(self.app, recipient=recipient)
        with self.app.app_context():
            return send_due(current_time()) == 1


@pytest.fixture
def socket_path() -> Iterator[Path]:
    """In a folder of a short name: that of a socket holds a hundred characters."""
    folder = Path(tempfile.mkdtemp(prefix="lmtp"))
    yield folder / "s"
    shutil.rmtree(folder)


@pytest.fixture
def exchange(
    make_app: Callable[..., Application],
    serve_smtp: Callable[..., SmtpServer],
    socket_path: Path,
    inbox: Inbox,
    write_mail: Callable[..., str],
    database: Database,
) -> Iterator[Exchange]:
    bounces = {"sender": SENDER, "listen": f"unix:{socket_path}"}
    app = make_app(own=True, mail={"port": serve_smtp().port, "timeout_seconds": 2, "bounces": bounces})
    with receiving(app):
        yield Exchange(app, socket_path, inbox, database, write_mail)
