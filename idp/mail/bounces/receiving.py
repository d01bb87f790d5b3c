"""What is answered to a message that came to the envelope sender of a mail, and what is recorded of it."""

from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.mail.bounces.causes import Bounce
from idp.mail.bounces.recording import bounced_values
from idp.mail.bounces.reports import find_bounce, find_delay, parse_report
from idp.mail.bounces.suppressing import suppress_if_due
from idp.mail.models import OutboxMail

ACCEPTED_FOR = timedelta(days=14)
"""How long after a mail was sent a notification about it counts: servers try for five days (RFC 5321, 4.5.4.1)."""

log = structlog.get_logger("idp.mail")


class Reply(StrEnum):
    """The replies to a message, as SMTP has them (RFC 5321, RFC 3463)."""

    NOTED = "250 2.0.0 Noted"
    NO_NOTIFICATION = "550 5.6.0 Only delivery status notifications are read here"
    NO_SUCH_MAIL = "550 5.1.1 No mail was sent from this address, or too long ago"
    NOT_YET = "451 4.3.0 The mail is still being sent"


def receive(mail_id: str, raw: bytes) -> Reply:
    """Record what a message tells of the mail, once. Needs an application context, outside any transaction."""
    reports = parse_report(raw)
    if not reports:
        reply = Reply.NO_NOTIFICATION
    else:
        with transaction() as session:
            mail = session.get(OutboxMail, mail_id)
            reply = _decide_reply(mail, now := current_time())
            if mail is not None and reply is Reply.NOTED:
                bounce, delay = find_bounce(reports, mail.recipient), find_delay(reports)
                if bounce is not None:
                    _record_bounce(session, mail, bounce, now)
                elif delay is not None:
                    _record_delay(session, mail, delay, now)
    # Never a word of the message itself.
    log.info("bounce_received", mail=mail_id, reply=reply.value[:3], why=reply.name.lower(), bytes=len(raw))
    return reply


def _decide_reply(mail: OutboxMail | None, now: datetime) -> Reply:
    """Only a mail that a server has taken can come back; the answer of one that is quick may still be on its way."""
    if mail is None or (mail.sent_at and mail.sent_at <= now - ACCEPTED_FOR):
        return Reply.NO_SUCH_MAIL
    if mail.state in {"queued", "sending"} and mail.attempts:
        return Reply.NOT_YET
    return Reply.NOTED if mail.state in {"sent", "bounced"} else Reply.NO_SUCH_MAIL


def _record_bounce(session: Session, mail: OutboxMail, bounce: Bounce, now: datetime) -> None:
    own = (OutboxMail.id == mail.id, OutboxMail.state == "sent")
    statement = update(OutboxMail).where(*own).values(dict(bounced_values(bounce, now))).returning(OutboxMail.id)
    if session.scalar(statement) is None:
        return
    log.warning("mail_bounced", mail=mail.id, message=mail.message, cause=bounce.cause.value, status=bounce.status)
    suppress_if_due(session, mail, bounce, now)


def _record_delay(session: Session, mail: OutboxMail, reason: str, now: datetime) -> None:
    own = (OutboxMail.id == mail.id, OutboxMail.state == "sent")
    session.execute(update(OutboxMail).where(*own).values(delayed_at=now, last_error=reason))
