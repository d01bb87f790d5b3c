"""Recording an event."""

from typing import Any

from sqlalchemy.orm import Session

from idp.actors import Actor, ActorKind
from idp.audit.models import AuditEvent
from idp.infrastructure.user_agents import device_family


def audit(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject: str | None = None,
    organization: str | None = None,
    client_id: str | None = None,
    **details: Any,
) -> None:
    """Add an event to the session's transaction: it is written if and only if what it tells of is.

    ``subject`` is the id of what was changed, ``organization`` the id of the one whose affair it is: its administrators
    read the event, without the actor's address and device. ``details`` are JSON values that help to answer questions
    later, the actor's reason among them; never a password, a token or a link. Of a person's browser its name and system
    are kept.
    """
    known = _device_of(actor) | ({"reason": actor.reason} if actor.reason else {})
    session.add(
        AuditEvent(
            action=action,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            subject=subject,
            organization_id=organization,
            client_id=client_id,
            portal=actor.portal,
            ip=actor.request_info.ip or None,
            details=known | details,
        )
    )


def _device_of(actor: Actor) -> dict[str, Any]:
    """Browser and system of a person; those of who administers are not for the account that it is done to."""
    family = device_family(actor.request_info.user_agent)
    if actor.kind is not ActorKind.PERSON or family == (None, None):
        return {}
    return {"device": dict(zip(("browser", "system"), family, strict=True))}
