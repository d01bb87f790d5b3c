"""Recording an event."""

from typing import Any

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit.models import AuditEvent


def audit(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject: str | None = None,
    client_id: str | None = None,
    **details: Any,
) -> None:
    """Add an event to the session's transaction: it is written if and only if what it tells of is.

    ``subject`` is the id of what was changed. ``details`` are JSON values that help to answer questions later, the
    actor's reason among them; never a password, a token or a link.
    """
    session.add(
        AuditEvent(
            action=action,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            subject=subject,
            client_id=client_id,
            portal=actor.portal,
            ip=actor.request_info.ip or None,
            details=({"reason": actor.reason} if actor.reason else {}) | details,
        )
    )
