"""The request of a person to join an organization."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id

LONGEST_REASON = 300
_IS_OPEN = "state = 'open'"


class JoinRequestState(StrEnum):
    """What became of a request; ``OPEN`` ones wait for an administrator."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class JoinRequest(Base):
    """An account asks to belong to an organization; it has one open request there at most."""

    __tablename__ = "join_requests"
    __table_args__ = (
        CheckConstraint(f"({_IS_OPEN}) = (ended_at IS NULL)", "state_and_time"),
        Index("ix_join_requests_organization_id_state_created_at_id", "organization_id", "state", "created_at", "id"),
        Index(
            "uq_join_requests_open",
            "account_id",
            "organization_id",
            unique=True,
            sqlite_where=text(_IS_OPEN),
            postgresql_where=text(_IS_OPEN),
        ),
        Index("ix_join_requests_account_id_organization_id_created_at", "account_id", "organization_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("jrq"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    # The portal at which it was asked.
    portal: Mapped[str] = mapped_column(String(100))
    # A JoinRequestState.
    state: Mapped[str] = mapped_column(String(10))
    # What the administrator wrote who refused it.
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
