"""Ways to get a mail out: SMTP, or keeping it for the local mailbox."""

import contextlib
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

from idp.mail.bounces.causes import Bounce, decide_cause, find_status
from idp.mail.header_text import clean_line
from idp.mail.smtp_replies import Disposition, Stage, decide_disposition
from idp.settings import Settings

# How many steps of the longest conversation may each use up their time: greeting, EHLO, STARTTLS, EHLO, two for AUTH.
_STEPS = 6
_MAXIMUM_REASON = 300
# What RFC 3461, 4 has no letter of its own for.
_XTEXT = re.compile(r"[^!-*,-<>-~]")
_OK = 250
_STAGES: Mapping[type[smtplib.SMTPException], Stage] = {
    smtplib.SMTPSenderRefused: Stage.SENDER,
    smtplib.SMTPDataError: Stage.CONTENT,
}


class DeliveryError(Exception):
    """The mail was not taken. The text is for the operator and holds no secret."""


class RefusedForGood(DeliveryError):
    """The server refuses this recipient or this content, and will do so again."""


class Returned(RefusedForGood):
    """The server refuses it for good at RCPT or DATA: a bounce of this mail, as it is to be recorded."""

    def __init__(self, bounce: Bounce) -> None:
        super().__init__(bounce.detail)
        self.bounce = bounce


class RefusedForNow(DeliveryError):
    """The server may take this mail later."""


class ServerUnreachable(DeliveryError):
    """The conversation about this mail broke off; the next one would fare the same.

    The mail may have arrived all the same when the answer to DATA was lost; it is repeated under the same Message-ID.
    """


class ServerRefusesUs(ServerUnreachable):
    """The server takes no mail from us: no connection, no TLS, no authentication, or a sender that it refuses.

    That has nothing to do with this mail, and costs it no attempt.
    """


def is_certificate_refused(error: DeliveryError) -> bool:
    """Whether the server's certificate is what stands in the way."""
    return isinstance(error.__cause__, ssl.SSLCertVerificationError)


@dataclass(frozen=True, slots=True)
class MailEnvelope:
    """What is said of a mail beside its text: from and to which address it goes (RFC 5321, 2.3.1), and its id."""

    id: str
    sender: str
    recipient: str


class Transport(Protocol):
    """Delivers mails one after another; closed at the end of a run."""

    keeps_content: bool

    def deliver(self, message: EmailMessage, envelope: MailEnvelope) -> None:
        """Hand the mail over. Raises a :class:`DeliveryError`."""

    def close(self) -> None:
        """Let go of the server."""


def make_transport(settings: Settings) -> Transport:
    """The transport that the settings ask for."""
    return SmtpTransport(settings) if settings.mail.transport == "smtp" else MailboxTransport()


def delivery_deadline(settings: Settings) -> float:
    """Seconds after which no delivery is under way any more, whatever the server does."""
    return float(settings.mail.timeout_seconds * _STEPS)


class MailboxTransport:
    """Keeps every mail where it is, for the page of :mod:`idp.mail.mailbox`."""

    keeps_content = True

    def deliver(self, message: EmailMessage, envelope: MailEnvelope) -> None:
        """Nothing to do: the content stays in the outbox."""

    def close(self) -> None:
        """Nothing to let go of."""


class SmtpTransport:
    """SMTP (RFC 5321) over one connection for all mails of a run.

    The server's certificate is always verified, against the system's authorities or those that ``SSL_CERT_FILE`` names.
    """

    keeps_content = False

    def __init__(self, settings: Settings, tls: ssl.SSLContext | None = None) -> None:
        """``tls`` names other authorities, for trying a server out."""
        self._settings, self._tls = settings.mail, tls
        self._deadline = delivery_deadline(settings)
        # Said in EHLO; asking the resolver for our own name can take longer than the mail.
        self._own_name = urlsplit(settings.issuer).hostname or "localhost"
        self._client: smtplib.SMTP | None = None

    def deliver(self, message: EmailMessage, envelope: MailEnvelope) -> None:
        """Send over the open connection, or a new one."""
        end = time.monotonic() + self._deadline
        client = self._get_client(end)
        try:
            with _cut_off_at(end, client):
                of_mail, of_recipient = self._notification_options(client, envelope)
                client.send_message(message, envelope.sender, [envelope.recipient], of_mail, of_recipient)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(Stage.RECIPIENT, *next(iter(error.recipients.values()))) from error
        except smtplib.SMTPNotSupportedError as error:  # an address that needs SMTPUTF8
            raise RefusedForGood(self._explain(error)) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(_STAGES.get(type(error), Stage.SESSION), error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerUnreachable(self._explain(error)) from error

    def _notification_options(self, client: smtplib.SMTP, envelope: MailEnvelope) -> tuple[list[str], list[str]]:
        """What MAIL and RCPT say where the server knows RFC 3461: tell of delays, too, and never return the text, whose
        links are as good as keys."""
        if self._settings.bounces.sender is None or not client.has_extn("dsn"):
            return [], []
        recipient = _XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", envelope.recipient)
        return ["RET=HDRS", f"ENVID={envelope.id}"], ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{recipient}"]

    def try_out(self) -> None:
        """Everything but a mail: connect, greet, TLS, authenticate, sender. Raises a :class:`DeliveryError`."""
        end = time.monotonic() + self._deadline
        client = self._get_client(end)
        try:
            with _cut_off_at(end, client):
                code, answer = client.mail(self._settings.bounces.sender or self._settings.sender)
                client.rset()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerUnreachable(self._explain(error)) from error
        if code != _OK:
            raise self._refused(Stage.SENDER, code, answer)

    def close(self) -> None:
        """QUIT, without waiting for a server that does not answer."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if client.sock is not None:
                client.sock.settimeout(2)
            client.quit()
        client.close()

    def _get_client(self, end: float) -> smtplib.SMTP:
        """The connection of the mail before, where the server still listens on it, or a new one."""
        try:
            if self._client is not None:
                with _cut_off_at(end, self._client), contextlib.suppress(OSError, smtplib.SMTPException):
                    if self._client.noop()[0] == _OK:
                        return self._client
                self.close()
            return self._connect(end)
        except (OSError, smtplib.SMTPException) as error:
            # Whatever was refused up to here was not this mail.
            self.close()
            raise ServerRefusesUs(self._explain(error)) from error

    def _connect(self, end: float) -> smtplib.SMTP:
        """Greeting, TLS and authentication."""
        settings = self._settings
        where = (settings.host, settings.port, self._own_name)
        context = self._tls or ssl.create_default_context()
        if settings.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=settings.timeout_seconds, context=context)
        else:
            client = smtplib.SMTP(*where, timeout=settings.timeout_seconds)
        self._client = client
        with _cut_off_at(end, client):
            if settings.security == "starttls":
                client.starttls(context=context)
            if settings.username is not None:
                client.login(settings.username, settings.password.get_secret_value() if settings.password else "")
            client.ehlo_or_helo_if_needed()
        return client

    def _refused(self, stage: Stage, code: int, answer: bytes | str) -> DeliveryError:
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        reason = self._explain(f"{code} {text}")
        disposition = decide_disposition(stage, code, text)
        if disposition is Disposition.HELD:
            self.close()
            return ServerRefusesUs(reason)
        if disposition is not Disposition.FINAL:
            return RefusedForNow(reason)
        if stage is Stage.SENDER:
            return RefusedForGood(reason)
        status = find_status(text)
        return Returned(Bounce(decide_cause(status, refused_at_content=stage is Stage.CONTENT), status, reason))

    def _explain(self, reason: str | Exception) -> str:
        """One short line. Servers quote what they were told: neither our password nor a link may be kept."""
        if isinstance(reason, smtplib.SMTPResponseException):
            answer = reason.smtp_error
            text = f"{reason.smtp_code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
        else:
            text = str(reason) or type(reason).__name__
        if self._settings.password and (password := self._settings.password.get_secret_value()):
            text = text.replace(password, "…")
        return clean_line(re.sub(r"\bhttps?:\S+", "…", text), _MAXIMUM_REASON)


@contextlib.contextmanager
def _cut_off_at(end: float, client: smtplib.SMTP) -> Iterator[None]:
    """Hang up at ``end`` (monotonic): a time-out counts each read anew, but our lease on the mail does not."""
    rest = end - time.monotonic()
    if rest <= 0:
        raise TimeoutError("the server took too long")
    timer = threading.Timer(rest, _hang_up, [client])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(client: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if client.sock is not None:
            client.sock.shutdown(socket.SHUT_RDWR)
