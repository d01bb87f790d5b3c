"""Pairwise subjects."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class PairwiseSubject(Base):
    """The ``sub`` of an account for the clients of one sector; random, so that nothing else of the account is in it."""

    __tablename__ = "pairwise_subjects"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    # The host of their sector identifier.
    sector: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
