"""The session."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import now
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class BrowserSession(Base):
    """A signed-in browser. ``id`` is the ``sid`` of ID tokens; the cookie's value is stored as a hash only."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("ses"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    # When the person last proved who they are, and how (OpenID Connect Core 2: auth_time, amr, acr).
    authenticated_at: Mapped[datetime]
    amr: Mapped[list[str]]
    acr: Mapped[str] = mapped_column(String(100))
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
