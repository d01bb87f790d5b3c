"""Initial access tokens."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class InitialAccessToken(Base):
    """What an operator gives a developer, so that an application can register itself (RFC 7591 1.2)."""

    __tablename__ = "initial_access_tokens"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("iat"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Whom it was given, or what for, in the operator's words.
    note: Mapped[str] = mapped_column(String(200), default="")
    uses: Mapped[int] = mapped_column(default=0)
    uses_allowed: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
