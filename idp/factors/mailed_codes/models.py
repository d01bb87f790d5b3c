"""Codes on their way by mail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id
from idp.infrastructure.single_use import STATE_AND_TIME_AGREE, SingleUse


class MailedCode(Base):
    """A code that was mailed for one sign-in in one browser."""

    __tablename__ = "mailed_codes"
    __table_args__ = (CheckConstraint(STATE_AND_TIME_AGREE, "state_and_time"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("mco"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    interaction_id: Mapped[str] = mapped_column(String(40), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=SingleUse.OPEN)
    # When it was redeemed or superseded.
    ended_at: Mapped[datetime | None]
