"""Recording an event."""

from typing import Any

from sqlalchemy.orm import Session

from idp.audit.models import AuditEvent


def record(
    session: Session,
    action: str,
    *,
    actor: str | None = None,
    subject: str | None = None,
    client_id: str | None = None,
    portal: str | None = None,
    ip: str | None = None,
    **details: Any,
) -> None:
    """Add an event to the session's transaction: it is written if and only if what it tells of is.

    ``details`` are JSON values that help to answer questions later; never a password, a token or a link.
    """
    session.add(
        AuditEvent(
            action=action,
            actor=actor,
            subject=subject,
            client_id=client_id,
            portal=portal,
            ip=ip,
            details=details,
        )
    )
