"""The JWTs that were used."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.database import Base


class UsedJwt(Base):
    """A JWT that was accepted and may not be again, kept for as long as it would hold."""

    __tablename__ = "used_jwts"

    # SHA-256 of its signer and its ``jti``.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
