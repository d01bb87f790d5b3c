"""The LMTP server (RFC 2033) to which a mail server hands what came to the envelope senders of our mails.

It knows no users and relays nothing. A recipient that is not the envelope sender of a mail of ours is refused before
any content is sent; what a message holds is read once, and stored nowhere.
"""

import asyncio
import contextlib
import threading
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Conversation

from idp.infrastructure.web.application import Application
from idp.mail.bounces.receiving import receive
from idp.mail.bounces.tokens import find_mail_id
from idp.settings.bounces import SocketAddress

LARGEST_MESSAGE = 1024 * 1024
IDLE_SECONDS = 60.0
_LOOK_SECONDS = 0.2
# For the group of the mail server, which has to be that of the folder.
_SOCKET_MODE = 0o660

log = structlog.get_logger("idp.mail")


class _Server(LMTP):
    # Servers write diagnoses of any length, whatever RFC 5321, 4.5.3.1.6 says.
    line_length_limit = 64 * 1024


class _Handler:
    """The replies to each command; the database is asked in another thread."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def handle_RCPT(
        self, server: SMTP, conversation: Conversation, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            # LMTP has a reply to the content for each recipient; a notification has one.
            return "452 4.5.3 One recipient at a time"
        if self._find_mail_id(address) is None:
            log.info("bounce_refused", why="recipient")
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, conversation: Conversation, envelope: Envelope) -> str:
        mail_id = self._find_mail_id(envelope.rcpt_tos[0])
        content = envelope.content
        if mail_id is None or not isinstance(content, bytes):
            return "550 5.1.1 No such address"
        return await asyncio.to_thread(self._receive, mail_id, content)

    async def handle_exception(self, error: Exception) -> str:
        """The mail server keeps the message and tries again: the database may be back by then."""
        log.error("bounce_failed", exc_info=error)
        return "451 4.3.0 Please try again later"

    def _find_mail_id(self, address: str) -> str | None:
        return find_mail_id(self._app.settings, self._app.secret_box, address)

    def _receive(self, mail_id: str, content: bytes) -> str:
        with self._app.app_context():
            return receive(mail_id, content).value


def serve(app: Application, stop: threading.Event) -> None:
    """Serve at the address of the settings until ``stop`` is set. Raises OSError where it can't be bound."""
    asyncio.run(_serve(app, stop))


async def _serve(app: Application, stop: threading.Event) -> None:
    address = SocketAddress.parse(app.settings.mail.bounces.listen or "")
    loop = asyncio.get_running_loop()

    def converse() -> LMTP:
        return _Server(
            _Handler(app),
            loop=loop,
            hostname=urlsplit(app.settings.issuer).hostname,
            ident="LMTP",
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            timeout=IDLE_SECONDS,
        )

    if address.path:
        server = await loop.create_unix_server(converse, address.path)
        Path(address.path).chmod(_SOCKET_MODE)
    else:
        server = await loop.create_server(converse, address.host, address.port)
    log.info("bounces_listening", address=app.settings.mail.bounces.listen)
    async with server:
        while not stop.is_set():
            await asyncio.sleep(_LOOK_SECONDS)
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*others, return_exceptions=True)
