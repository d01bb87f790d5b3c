"""A real SMTP server on loopback that can be told to behave badly."""

import asyncio
import contextlib
import datetime
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG = "hang"
DIE_BEFORE_DATA_IS_ANSWERED = "die"


@dataclass
class Inbox:
    """What arrived, and what the server is to say next to RCPT and to the end of DATA (250 when nothing is left)."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers_to_rcpt: list[str] = field(default_factory=list)
    answers_to_data: list[str] = field(default_factory=list)
    connections: int = 0
    seconds_per_mail: float = 0
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 0 if session.host_name else 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers_to_rcpt.pop(0) if self.answers_to_rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers_to_data.pop(0) if self.answers_to_data else "250 OK"
        if answer == HANG:
            await asyncio.sleep(3600)
        await asyncio.sleep(self.seconds_per_mail)
        if answer.startswith("250") or answer == DIE_BEFORE_DATA_IS_ANSWERED:
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.raw.append(content)
            self.senders.append(envelope.mail_from)
            self.recipients.append(list(envelope.rcpt_tos))
            self.mails.append(message_from_bytes(content, policy=policy.default))
            self.was_encrypted.append(session.ssl is not None)
        if answer == DIE_BEFORE_DATA_IS_ANSWERED:
            assert server.transport is not None
            server.transport.abort()
        return answer


class SmtpServer:
    """An event loop in a thread that serves ``inbox``; ``options`` go to aiosmtpd."""

    def __init__(self, inbox: Inbox, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        self.inbox = inbox
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        factory: Callable[[], SMTP] = lambda: SMTP(inbox, loop=self._loop, hostname="localhost", **options)  # noqa: E731
        starting = self._loop.create_server(factory, sock=listener, ssl=tls)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(5)

    def close(self) -> None:
        """Stop at once, whoever is still talking."""

        async def stop() -> None:
            self._server.close()
            others = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def accept_only(username: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator for one user."""

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data == LoginPassword(username.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return authenticate


def make_certificate(folder: Path) -> Path:
    """A self-signed certificate of ``localhost`` with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


class TricklingServer:
    """Greets, and then answers EHLO with one byte after another, forever."""

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        peer, _ = self._listener.accept()
        with peer, contextlib.suppress(OSError):
            peer.sendall(b"220 localhost\r\n")
            while True:
                peer.sendall(b"2")
                time.sleep(0.2)
