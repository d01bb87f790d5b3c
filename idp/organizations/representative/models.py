"""The hand-over of a representation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id

_IS_OFFERED = text("state = 'offered'")


class HandOverState(StrEnum):
    """Where a hand-over stands; that an offer has expired follows from ``expires_at``."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HandOver(Base):
    """An offer of the representative to a member; one at a time for each organization."""

    __tablename__ = "representative_hand_overs"
    __table_args__ = (
        Index(
            "uq_representative_hand_overs_offered",
            "organization_id",
            unique=True,
            sqlite_where=_IS_OFFERED,
            postgresql_where=_IS_OFFERED,
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("hnd"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)
    # The successor.
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    # A HandOverState.
    state: Mapped[str] = mapped_column(String(20), default=HandOverState.OFFERED.value)
    offered_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
