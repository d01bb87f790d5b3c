"""The events of one person."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.audit.models import AuditEvent

PAGE_SIZE = 10
MOST_PAGES = 100


def events_of(session: Session, account_id: str, actions: Collection[str], page: int) -> tuple[list[AuditEvent], bool]:
    """The account's events of these actions on a page (from 1), newest first, and whether there are older ones."""
    found = list(
        session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject == account_id, AuditEvent.action.in_(actions))
            .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
            .limit(PAGE_SIZE + 1)
            .offset((page - 1) * PAGE_SIZE)
        )
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE and page < MOST_PAGES
