"""The sender of mails: delivers what is due in the outbox, and records what became of it."""

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app

from idp.infrastructure.background.pauses import Pauses
from idp.infrastructure.clock import current_time as present
from idp.infrastructure.database import reading, transaction
from idp.infrastructure.secrets import UnwrapError
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.mail.bounces.causes import Bounce
from idp.mail.bounces.recording import bounced_values
from idp.mail.bounces.suppressing import find_suppressed, suppress_if_due
from idp.mail.bounces.tokens import envelope_sender
from idp.mail.content import compose, unwrap_content
from idp.mail.message import mail_messages
from idp.mail.models import OutboxMail
from idp.mail.queue import OUTBOX
from idp.mail.transports import (
    DeliveryError,
    MailEnvelope,
    RefusedForGood,
    Returned,
    ServerRefusesUs,
    ServerUnreachable,
    Transport,
    delivery_deadline,
    make_transport,
)

PAUSES = Pauses(first=timedelta(seconds=30), factor=2, longest=timedelta(hours=6))
# While the server takes nothing from us: soon after that was put right the mails have to go out.
LONGEST_HOLD = timedelta(minutes=15)
# RFC 5321 4.5.4.1.
GIVE_UP_AFTER = timedelta(days=4)

log = structlog.get_logger("idp.mail")


@dataclass(frozen=True)
class Run:
    """What one run over the outbox came to. Where the server could not be reached, the rest was left for later."""

    sent: int
    is_reachable: bool


def send_due(now: datetime) -> int:
    """Send what is due; how many mails were handed over. Needs an application context, outside any transaction."""
    return run_outbox(now).sent


def run_outbox(now: datetime) -> Run:
    """The same, and whether the server could be reached."""
    transport = make_transport(current_settings())
    sent = 0
    started = time.monotonic()
    longest = timedelta(seconds=delivery_deadline(current_settings()))
    try:
        while mail := OUTBOX.lease(now + timedelta(seconds=time.monotonic() - started), longest):
            try:
                sent += _send(transport, mail, now)
            except ServerUnreachable:
                return Run(sent, is_reachable=False)
    finally:
        transport.close()
    return Run(sent, is_reachable=True)


def decide_hold(waiting: timedelta) -> timedelta | None:
    """How long to wait while the server takes nothing from us: as long again as so far; None to give up."""
    return None if waiting >= GIVE_UP_AFTER else min(max(waiting, PAUSES.first), LONGEST_HOLD)


def _send(transport: Transport, mail: OutboxMail, now: datetime) -> bool:
    """Deliver a leased mail and record the outcome; whether it went out. Raises ``ServerUnreachable`` after that."""
    limit = current_settings().mail.attempts
    if mail.attempts > limit:
        _fail(mail, mail.last_error or "the sender was stopped at every attempt")
        return False
    if _is_suppressed(mail, now):
        log.info("mail_suppressed", mail=mail.id, message=mail.message)
        _record(mail, {"state": "suppressed", "last_error": None, "wrapped_content": None, "held_at": None})
        return False
    try:
        content = unwrap_content(current_secret_box(), mail.id, mail.wrapped_content or "")
        sender = envelope_sender(current_settings(), current_secret_box(), mail.id)
        transport.deliver(compose(mail, content), MailEnvelope(mail.id, sender, mail.recipient))
    except Returned as error:
        _bounce(mail, error.bounce)
    except RefusedForGood as error:
        _fail(mail, str(error))
    except ServerRefusesUs as error:
        _hold(mail, now, str(error))
        raise
    except (DeliveryError, UnwrapError, ValueError) as error:  # the last one for an address that no header can hold
        if mail.attempts == limit:
            _fail(mail, str(error))
        else:
            _postpone(mail, now, str(error))
        if isinstance(error, ServerUnreachable):
            raise
    else:
        _settle(mail, state="sent", transport=transport)
        log.info("mail_sent", mail=mail.id, message=mail.message, attempt=mail.attempts)
        return True
    return False


def _settle(mail: OutboxMail, state: str, transport: Transport) -> None:
    values = {"state": state, "sent_at": present(), "last_error": None, "held_at": None}
    if not transport.keeps_content:
        values["wrapped_content"] = None
    _record(mail, values)


def _fail(mail: OutboxMail, reason: str) -> None:
    log.error("mail_failed", mail=mail.id, message=mail.message, attempt=mail.attempts, reason=reason)
    _record(mail, {"state": "failed", "last_error": reason[:500], "wrapped_content": None, "held_at": None})


def _bounce(mail: OutboxMail, bounce: Bounce) -> None:
    log.warning("mail_bounced", mail=mail.id, message=mail.message, cause=bounce.cause.value, reason=bounce.detail)
    with transaction() as session:
        if OUTBOX.record(session, mail, bounced_values(bounce, now := present())):
            suppress_if_due(session, mail, bounce, now)


def _is_suppressed(mail: OutboxMail, now: datetime) -> bool:
    """Asked now and not when the mail is written, so that no page answers otherwise for such an address."""
    message = mail_messages(current_app).get(mail.message)
    if message is not None and message.despite_suppression:
        return False
    with reading() as session:
        return bool(find_suppressed(session, [mail.recipient], now))


def _hold(mail: OutboxMail, now: datetime, reason: str) -> None:
    """Keep a mail that has done nothing wrong: however often it is held, it has been tried once."""
    pause = decide_hold(now - mail.created_at)
    if pause is None:
        _fail(mail, reason)
        return
    log.error("mail_held", mail=mail.id, message=mail.message, reason=reason)
    attempts, held_at = max(1, mail.attempts - 1), mail.held_at or now
    values = {"state": "queued", "attempts": attempts, "next_attempt_at": now + pause, "held_at": held_at}
    _record(mail, values | {"last_error": reason[:500]})


def _postpone(mail: OutboxMail, now: datetime, reason: str) -> None:
    pause = PAUSES.decide(mail.attempts, random.random())  # noqa: S311 - spreads load, guards nothing
    log.warning("mail_postponed", mail=mail.id, message=mail.message, attempt=mail.attempts, reason=reason)
    values = {"state": "queued", "next_attempt_at": now + pause, "held_at": None}
    _record(mail, values | {"last_error": reason[:500]})


def _record(mail: OutboxMail, values: dict[str, object]) -> None:
    with transaction() as session:
        OUTBOX.record(session, mail, values)
