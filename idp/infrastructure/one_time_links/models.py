"""The table of one-time links."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id
from idp.infrastructure.single_use import STATE_AND_TIME_AGREE, SingleUse


class OneTimeLink(Base):
    """A link that was issued. ``subject`` is the id of what it acts on: an account, a registration, a device."""

    __tablename__ = "one_time_links"
    __table_args__ = (CheckConstraint(STATE_AND_TIME_AGREE, "state_and_time"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("lnk"))
    purpose: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(320), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=SingleUse.OPEN)
    # When it was redeemed or superseded.
    ended_at: Mapped[datetime | None]

    @property
    def portal(self) -> str | None:
        """Key of the portal that the link was issued for; None where it was for none."""
        return self.data.get("portal")
