"""What happened to a registration, told to operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind, Permission
from idp.audit.models import AuditEvent
from idp.infrastructure.web.i18n import gettext

_MOST = 100


@dataclass(frozen=True, slots=True)
class RegistrationEvent:
    """``by`` is who did it, "" for the person who registers; ``reason`` is why, "" where none was given."""

    at: datetime
    action: str
    by: str
    reason: str


def read_registration_history(session: Session, registration_id: str, actor: Actor) -> Sequence[RegistrationEvent]:
    """The newest first. Raises Forbidden."""
    actor.demand(Permission.REGISTRATIONS_READ)
    statement = select(AuditEvent).where(AuditEvent.subject == registration_id)
    events = session.scalars(statement.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(_MOST)).all()
    return [
        RegistrationEvent(each.at, each.action, _actor(session, each), str(each.details.get("reason", "")))
        for each in events
    ]


def _actor(session: Session, event: AuditEvent) -> str:
    """An account by its name; the person who registers has none yet. Other operators are named."""
    if event.actor_kind == ActorKind.SYSTEM:
        return gettext("automatically")
    if event.actor_id is None:
        return ""
    account = session.get(Account, event.actor_id)
    if account is not None:
        return account.name or account.email
    return gettext("deleted account") if event.actor_id.startswith("acc_") else event.actor_id
