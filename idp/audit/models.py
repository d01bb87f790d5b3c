"""The audit event."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from idp.audit.kinds import is_lasting
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id

_HAS_ADDRESS = text("ip IS NOT NULL")


def _is_lasting(context: DefaultExecutionContext) -> bool:
    given: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's
    return is_lasting(given["action"])


class AuditEvent(Base):
    """One thing that happened. Holds no secret, and survives what it tells of (no foreign keys)."""

    __tablename__ = "audit_events"
    # For what is pruned: events by their age, and those that still name an address. For the history of an organization.
    __table_args__ = (
        Index("ix_audit_events_is_lasting_at", "is_lasting", "at"),
        Index("ix_audit_events_organization_id_at_id", "organization_id", "at", "id"),
        Index("ix_audit_events_at_with_ip", "at", sqlite_where=_HAS_ADDRESS, postgresql_where=_HAS_ADDRESS),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("evt"))
    at: Mapped[datetime] = mapped_column(default=current_time)
    # Dotted, past tense: "sign_in.succeeded", "password_reset.requested".
    action: Mapped[str] = mapped_column(String(80))
    # Whether it is kept for years (see kinds.py).
    is_lasting: Mapped[bool] = mapped_column(default=_is_lasting)
    # Who did it (an ActorKind, None in rows from before there were kinds, and an id by kind), and to whom or what.
    actor_kind: Mapped[str | None] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(String(100))
    subject: Mapped[str | None] = mapped_column(String(320), index=True)
    # The organization whose affair it is, and whose administrators may read of it.
    organization_id: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(100), index=True)
    portal: Mapped[str | None] = mapped_column(String(100))
    # Emptied after ``retention.event_addresses_days``.
    ip: Mapped[str | None] = mapped_column(String(45))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
