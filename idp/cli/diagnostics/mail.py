"""Whether mail gets out: the server, and what waits in the outbox. Nothing is sent."""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from idp.cli.diagnostics.examination import Examination, Finding, ok, problem, warning
from idp.infrastructure.clock import current_time
from idp.mail.models import OutboxMail
from idp.mail.transports import DeliveryError, SmtpTransport, is_certificate_refused
from idp.settings import Settings
from idp.settings.bounces import BounceSettings, SocketAddress

LATE = timedelta(minutes=10)
RECENT = timedelta(days=7)
A_DAY = timedelta(days=1)
# Of so many mails that came back, and a tenth of all, the cause is rarely in the addresses.
MANY_RETURNED, RETURNED_SHARE = 10, 0.1
_LMTP_SECONDS = 5.0
_OK = 250


def check_mail(examination: Examination) -> Iterator[Finding]:
    """The server and the outbox."""
    if examination.settings.mail.transport == "mailbox":
        yield ok("Mails are kept on the page /mailbox; none leaves this machine.")
    else:
        yield _check_server(examination)
    if examination.settings.mail.bounces.sender is not None:
        yield _check_bounces(examination.settings.mail.bounces)
    try:
        with examination.reading() as session:
            yield from _check_outbox(session)
            yield from _check_returned(session)
    except SQLAlchemyError:
        return  # the check of the database says why


def _check_server(examination: Examination) -> Finding:
    settings, ca_file = examination.settings, examination.ca_file
    where = f"{settings.mail.host}:{settings.mail.port}"
    error = _try_out(settings)
    if ca_file is not None and error is not None and is_certificate_refused(error):
        error = _try_out(settings, examination.tls)
        if error is None:
            return warning(
                f"The mail server {where} lets us in, but only {ca_file} vouches for its certificate.",
                "Start `idp serve` and `idp worker` with SSL_CERT_FILE in their environment, the name of a file with "
                "this authority, or install it on the machine. Mails wait until then.",
            )
    if error is not None:
        return problem(f"The mail server {where} can't be used ({settings.mail.security}): {error}", _advise(error))
    if settings.mail.security == "none" and settings.mail.host not in {"localhost", "127.0.0.1", "::1"}:
        return warning(f"Mails go to {where} without TLS.", 'Set mail.security to "starttls" or "tls".')
    return ok(f"The mail server {where} lets us in.")


def _check_bounces(bounces: BounceSettings) -> Finding:
    """Whether the server to which the mail server hands notifications answers."""
    if bounces.listen is None:
        return warning(
            f"Notifications about mails that came back go to {bounces.sender}, and are not read here.",
            "Set mail.bounces.listen, and have your mail server hand them over there by LMTP.",
        )
    address = SocketAddress.parse(bounces.listen)
    try:
        with smtplib.LMTP(address.path or address.host or "", address.port, timeout=_LMTP_SECONDS) as connection:
            code, _ = connection.ehlo()
    except (OSError, smtplib.SMTPException) as error:
        return problem(
            f"Notifications about mails that came back can't be handed over at {bounces.listen}: {error}",
            "Does `idp serve` (mail.bounces.background), `idp worker` or `idp mail receive` run?",
        )
    if code != _OK:
        return problem(f"Another program answers at {bounces.listen}.", "Choose another mail.bounces.listen.")
    return ok(f"Notifications about mails that came back are received at {bounces.listen}.")


def _try_out(settings: Settings, tls: ssl.SSLContext | None = None) -> DeliveryError | None:
    """Why the server can't be used; None where it can."""
    transport = SmtpTransport(settings, tls)
    try:
        transport.try_out()
    except DeliveryError as error:
        return error
    finally:
        transport.close()
    return None


def _advise(error: DeliveryError) -> str:
    if is_certificate_refused(error):
        return (
            "The certificate must be for mail.host and from an authority that this machine trusts. If it is one of "
            "your own, name its file: `idp doctor --ca-file FILE`. Mails wait until then."
        )
    return "Check host, port, security, username, password and sender in [mail]. Mails wait until then."


def _check_outbox(session: Session) -> Iterator[Finding]:
    def count(*conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(OutboxMail).where(*conditions)) or 0

    late = count(OutboxMail.state.in_(["queued", "sending"]), OutboxMail.created_at < current_time() - LATE)
    failed = count(OutboxMail.state == "failed", OutboxMail.created_at > current_time() - RECENT)
    if held := count(OutboxMail.held_at.is_not(None), OutboxMail.state == "queued"):
        newest = select(OutboxMail.last_error).where(OutboxMail.held_at.is_not(None), OutboxMail.state == "queued")
        reason = session.scalar(newest.order_by(OutboxMail.next_attempt_at.desc()).limit(1))
        yield problem(
            f"{held} mails are held, since the mail server takes none from us: {reason}",
            "Put [mail] right, or the server; they go out by themselves within a quarter of an hour.",
        )
    if late:
        yield problem(
            f"{late} mails wait for longer than {LATE.seconds // 60} minutes.",
            "Does `idp serve` (mail.background) or `idp worker` run? Its log says what the mail server answers.",
        )
    if failed:
        reason = session.scalar(
            select(OutboxMail.last_error)
            .where(OutboxMail.state == "failed")
            .order_by(OutboxMail.created_at.desc())
            .limit(1)
        )
        yield warning(f"{failed} mails of the last week failed for good, the last one with: {reason}", "See the log.")
    if not late and not failed and not held:
        yield ok("The outbox holds nothing late or failed.")


def _check_returned(session: Session) -> Iterator[Finding]:
    """Whether unusually many mails of the last day came back; their addresses may be suppressed by mistake then."""
    came_back = OutboxMail.bounced_at > current_time() - A_DAY
    was_sent = OutboxMail.sent_at > current_time() - A_DAY
    returned = session.scalar(select(func.count()).where(came_back)) or 0
    tried = session.scalar(select(func.count()).where(or_(came_back, was_sent))) or 0
    if returned < MANY_RETURNED or returned < RETURNED_SHARE * tried:
        return
    newest = select(OutboxMail.last_error).where(came_back).order_by(OutboxMail.bounced_at.desc()).limit(1)
    yield warning(
        f"{returned} of {tried} mails of the last day came back, the last one with: {session.scalar(newest)}",
        "`idp mail list --state bounced` lists them. If a mail server has told untruths, lift what it has caused: "
        "`idp mail suppressions lift --since`.",
    )
