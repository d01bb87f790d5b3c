"""A mail server, and mails to send."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.mail import Message, enqueue
from idp.mail.models import OutboxMail
from idp.mail.sender import send_due
from tests.mail.examples import CONFIRM_REGISTRATION
from tests.mail.smtp_server import Inbox, SmtpServer


@pytest.fixture
def inbox() -> Inbox:
    """What arrives at the mail server."""
    return Inbox()


@pytest.fixture
def serve_smtp(inbox: Inbox) -> Iterator[Callable[..., SmtpServer]]:
    """``serve_smtp(tls_context=…)``: a running server with these options of aiosmtpd."""
    servers: list[SmtpServer] = []

    def serve(**options: Any) -> SmtpServer:
        servers.append(SmtpServer(inbox, **options))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


@pytest.fixture
def mailing_app(make_app: Callable[..., Application], serve_smtp: Callable[..., SmtpServer]) -> Application:
    """The application, with a plain mail server that answers."""
    return make_app(mail={"port": serve_smtp().port, "timeout_seconds": 2})


@pytest.fixture
def write_mail() -> Callable[..., str]:
    """``write_mail(app, recipient=…)``: put a mail into the outbox; returns its id."""

    def write(
        app: Application,
        message: Message = CONFIRM_REGISTRATION,
        recipient: str = "anna@example.com",
        portal: str = "shop",
        language: str | None = "de",
    ) -> str:
        with app.app_context(), transaction() as session:
            return enqueue(session, message, recipient=recipient, portal=portal, language=language).id

    return write


@pytest.fixture
def send() -> Callable[[Application, datetime], int]:
    """``send(app, now)``: one run over the outbox."""

    def run(app: Application, now: datetime) -> int:
        with app.app_context():
            return send_due(now)

    return run


@pytest.fixture
def find_mail() -> Callable[[Application, str], OutboxMail]:
    """``find_mail(app, id)``: how a mail stands."""

    def find(app: Application, mail_id: str) -> OutboxMail:
        with app.app_context(), transaction() as session:
            mail = session.get_one(OutboxMail, mail_id)
            session.expunge(mail)
            return mail

    return find
