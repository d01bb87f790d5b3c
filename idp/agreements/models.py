"""The table of agreements."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id
from idp.portals.texts import text_mark


class AgreementState(StrEnum):
    """Whether an agreement counts."""

    AWAITING = "awaiting"
    """It has still to be confirmed by a mailed link."""
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class Agreement(Base):
    """That an account agreed to one version of a text of a portal: one row, however often the text was met."""

    __tablename__ = "agreements"
    __table_args__ = (
        UniqueConstraint("account_id", "portal", "text", "version"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_at IS NOT NULL", "withdrawn"),
        Index("ix_agreements_state_agreed_at", "state", "agreed_at"),
        Index("ix_agreements_agreed_at", "agreed_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("agr"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    portal: Mapped[str] = mapped_column(String(100))
    # Key and version in the settings of the portal, and what it was when it was asked.
    text: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    is_required: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(10))
    # The language in which the text was shown; empty where it is not known.
    language: Mapped[str] = mapped_column(String(10))
    # The network that it came from, see infrastructure.networks; cleared after a time.
    network: Mapped[str | None] = mapped_column(String(45))
    # Where it was asked: "registration", "invitation", "sign_in", "account_page".
    way: Mapped[str] = mapped_column(String(20))
    agreed_at: Mapped[datetime] = mapped_column(default=current_time)
    # When it was confirmed by a mailed link.
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def mark(self) -> str:
        """Key and version of the text as one value."""
        return text_mark(self.text, self.version)
