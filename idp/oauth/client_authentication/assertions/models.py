"""The assertions that were used."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.database import Base


class UsedAssertion(Base):
    """A client assertion that authenticated its client, kept for as long as it would do so again."""

    __tablename__ = "used_assertions"

    # SHA-256 of client and ``jti``.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
