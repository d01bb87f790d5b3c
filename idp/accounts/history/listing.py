"""The events of one person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.history.texts import TEXTS
from idp.audit.models import AuditEvent

PAGE_SIZE = 20
MOST_PAGES = 100


def events_of(session: Session, account_id: str, page: int) -> tuple[list[AuditEvent], bool]:
    """A page of what is told of the account, newest first, counted from 1, and whether there are older ones."""
    found = list(
        session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject == account_id, AuditEvent.action.in_(list(TEXTS)))
            .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
            .limit(PAGE_SIZE + 1)
            .offset((page - 1) * PAGE_SIZE)
        )
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE and page < MOST_PAGES
