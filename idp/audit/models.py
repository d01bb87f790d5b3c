"""The audit event."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import now
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class AuditEvent(Base):
    """One thing that happened. Holds no secret, and survives what it tells of (no foreign keys)."""

    __tablename__ = "audit_events"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("evt"))
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    # Dotted, past tense: "sign_in.succeeded", "password_reset.requested".
    action: Mapped[str] = mapped_column(String(80))
    # Who did it (account, client or "command line"), and to whom or what.
    actor: Mapped[str | None] = mapped_column(String(100))
    subject: Mapped[str | None] = mapped_column(String(100), index=True)
    client_id: Mapped[str | None] = mapped_column(String(100), index=True)
    portal: Mapped[str | None] = mapped_column(String(100))
    ip: Mapped[str | None] = mapped_column(String(45))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
