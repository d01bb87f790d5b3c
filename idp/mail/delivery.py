"""What became of mails, as those who had them sent are told."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.mail.models import OutboxMail


class Delivery(StrEnum):
    """How far a mail has come."""

    QUEUED = "queued"
    """It waits for its turn, or for the mail server."""
    SENT = "sent"
    """The mail server has accepted it."""
    FAILED = "failed"
    """The mail server has refused it too often, or in a way that has nothing to do with its address."""
    BOUNCED = "bounced"
    """The mail server has refused it for good, or a notification says that it could not be delivered."""
    SUPPRESSED = "suppressed"
    """It was not sent, since earlier mails to its address came back."""


_OF_STATE = {
    "queued": Delivery.QUEUED,
    "sending": Delivery.QUEUED,
    "sent": Delivery.SENT,
    "failed": Delivery.FAILED,
    "bounced": Delivery.BOUNCED,
    "suppressed": Delivery.SUPPRESSED,
}


def read_deliveries(session: Session, mail_ids: Collection[str]) -> Mapping[str, Delivery]:
    """How far mails have come, by their ids; those that the outbox no longer lists are left out. One statement."""
    if not mail_ids:
        return {}
    rows = session.execute(select(OutboxMail.id, OutboxMail.state).where(OutboxMail.id.in_(mail_ids)))
    return {mail_id: _OF_STATE[state] for mail_id, state in rows}
