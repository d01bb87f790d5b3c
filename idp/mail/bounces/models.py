"""The suppression of an address."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id

_NOT_ENDED = text("ended_at IS NULL")


class Suppression(Base):
    """That no mail is sent to an address, because mails to it came back. It holds until ``expires_at`` unless it was
    lifted before (``ended_at``).

    An address has one that was not ended at most; an expired one is ended by the next.
    """

    __tablename__ = "mail_suppressions"
    __table_args__ = (
        Index(
            "uq_mail_suppressions_open", "address", unique=True, sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("sup"))
    # In lower case; as in the outbox otherwise.
    address: Mapped[str] = mapped_column(String(320), index=True)
    # Of the mail that came back.
    account_id: Mapped[str | None] = mapped_column(String(40), index=True)
    mail_id: Mapped[str] = mapped_column(String(40))
    # A BounceCause.
    cause: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(11), default="")
    detail: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
