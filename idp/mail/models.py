"""The outbox."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.background.models import QueuedDelivery
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class OutboxMail(QueuedDelivery, Base):
    """A mail that was written in the same transaction as what it tells of, and its fate since.

    It ends as ``sent``; as ``failed`` after the last attempt; as ``bounced`` when the server or a notification says
    that it can't be delivered; or as ``suppressed`` when its address gets no mail. The content is wrapped under the
    master key, since it holds links that sign people in, and is wiped once sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("mai"))
    message: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(320), index=True)
    account_id: Mapped[str | None] = mapped_column(String(40), index=True)
    portal: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(300))
    wrapped_content: Mapped[str | None] = mapped_column(Text)
    # RFC 5322 3.6.4; the same at every attempt, so that a repeated delivery can be recognised.
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    # Since when the mail server takes nothing from us, which has nothing to do with this mail.
    held_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # When it came back, a BounceCause, and the status code of RFC 3463, empty without one.
    bounced_at: Mapped[datetime | None]
    bounce_cause: Mapped[str | None] = mapped_column(String(20))
    bounce_status: Mapped[str | None] = mapped_column(String(11))
    # When a server told last that it still tries.
    delayed_at: Mapped[datetime | None]
