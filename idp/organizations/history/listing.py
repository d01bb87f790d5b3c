"""The events of one organization."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.audit.models import AuditEvent
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page

PAGE_SIZE = 25
_NEWEST_FIRST = KeyOrder((AuditEvent.at, AuditEvent.id), AuditEvent.id, is_falling=True)


@dataclass(frozen=True, slots=True)
class OrganizationEvent:
    """An event as the organization's administrators may know it: without network address and device of the actor."""

    id: str
    at: datetime
    action: str
    actor_kind: str | None
    actor_id: str | None
    subject: str | None
    portal: str | None
    details: dict[str, Any]


def read_events(session: Session, organization_id: str, cursor: Cursor) -> KeyPage[OrganizationEvent]:
    """A page of the organization's events, newest first. The caller has found that the reader administers it."""
    statement = select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.action,
        AuditEvent.actor_kind,
        AuditEvent.actor_id,
        AuditEvent.subject,
        AuditEvent.portal,
        AuditEvent.details,
    ).where(AuditEvent.organization_id == organization_id)
    return read_page(session, statement, OrganizationEvent, _NEWEST_FIRST, cursor, PAGE_SIZE)
