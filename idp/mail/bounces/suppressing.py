"""Suppressing addresses: what a bounce counts for, and whether anything may be sent to an address."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from idp.actors import system_actor
from idp.audit import audit
from idp.infrastructure.database import dialect_insert, dialect_of
from idp.infrastructure.ids import new_id
from idp.infrastructure.web.application import current_settings
from idp.mail.bounces.causes import COUNTED, Bounce, decide_suppression
from idp.mail.bounces.models import Suppression
from idp.mail.models import OutboxMail

COUNTED_FOR = timedelta(days=14)
"""How long a bounce counts; the outbox is kept as long at least."""

log = structlog.get_logger("idp.mail")


def suppress_if_due(session: Session, mail: OutboxMail, bounce: Bounce, now: datetime) -> None:
    """Suppress the address of a mail whose bounce was recorded, if that is due by the settings."""
    settings = current_settings().mail.bounces
    days = _count_days(session, mail.recipient, now) if bounce.cause in COUNTED else 0
    if not decide_suppression(bounce.cause, days, settings.days):
        return
    key = address_key(mail.recipient)
    expired = (Suppression.address == key, Suppression.ended_at.is_(None), Suppression.expires_at <= now)
    session.execute(update(Suppression).where(*expired).values(ended_at=Suppression.expires_at))
    values = {
        "id": new_id("sup"),
        "address": key,
        "account_id": mail.account_id,
        "mail_id": mail.id,
        "cause": bounce.cause.value,
        "status": bounce.status,
        "detail": bounce.detail,
        "created_at": now,
        "expires_at": now + timedelta(days=settings.suppression_days),
    }
    statement = dialect_insert(dialect_of(session), Suppression).values(values).on_conflict_do_nothing()
    made = session.scalar(statement.returning(Suppression.id))
    if made is None:
        return
    log.warning("mail_address_suppressed", suppression=made, mail=mail.id, cause=bounce.cause.value)
    actor = system_actor("mail", portal=mail.portal)
    audit(session, actor, "mail.suppressed", subject=mail.account_id or made, cause=bounce.cause.value)


def address_key(address: str) -> str:
    """The form in which addresses are compared here: nearly no server tells local parts apart by case."""
    return address.strip().lower()


def is_in_force(now: datetime) -> ColumnElement[bool]:
    """Whether a suppression is what keeps mails back at this moment."""
    return Suppression.ended_at.is_(None) & (Suppression.expires_at > now)


def find_suppressed(session: Session, addresses: Collection[str], now: datetime) -> Mapping[str, Suppression]:
    """The suppressions in force of those addresses, by :func:`address_key`. One statement."""
    keys = {address_key(address) for address in addresses}
    if not keys:
        return {}
    found = session.scalars(select(Suppression).where(Suppression.address.in_(keys), is_in_force(now)))
    return {suppression.address: suppression for suppression in found}


def _count_days(session: Session, recipient: str, now: datetime) -> int:
    """On how many days (UTC) mails to the address came back, since a suppression of it ended last."""
    ended = select(func.max(Suppression.ended_at)).where(Suppression.address == address_key(recipient))
    since = max(now - COUNTED_FOR, session.scalar(ended) or now - COUNTED_FOR)
    moments = session.scalars(
        select(OutboxMail.bounced_at).where(
            OutboxMail.recipient == recipient,
            OutboxMail.bounced_at > since,
            OutboxMail.bounce_cause.in_([cause.value for cause in COUNTED]),
        )
    )
    return len({moment.date() for moment in moments if moment})
