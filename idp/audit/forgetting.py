"""What becomes of the events of a person who is gone."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.audit.models import AuditEvent


def forget_person(session: Session, account_id: str, addresses: Collection[str]) -> None:
    """Take out of an account's events whatever leads to its person: network and e-mail addresses, details.

    What stays is that something happened to an account of this id, which nothing else knows any more.
    """
    session.execute(update(AuditEvent).where(AuditEvent.subject.in_(addresses)).values(subject=account_id))
    session.execute(update(AuditEvent).where(AuditEvent.subject == account_id).values(ip=None, details={}))
