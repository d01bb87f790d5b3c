"""The applications that a person has allowed something, and taking it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.security.access import withdraw_access
from idp.actors import Actor
from idp.audit import audit
from idp.consent.models import Consent
from idp.consent.service import withdraw


def granted_consents(session: Session, account_id: str) -> list[Consent]:
    """What the person has allowed, the latest first."""
    return list(
        session.scalars(
            select(Consent)
            .where(Consent.account_id == account_id)
            .order_by(Consent.granted_at.desc(), Consent.client_id)
        )
    )


def withdraw_from(session: Session, account_id: str, client_id: str, actor: Actor) -> bool:
    """Take everything back from one application, with what it was given; False where nothing was allowed."""
    if not withdraw(session, account_id, client_id):
        return False
    withdraw_access(session, account_id, [client_id])
    audit(session, actor, "consent.withdrawn", subject=account_id, client_id=client_id)
    return True


def withdraw_granted_since(session: Session, account_id: str, since: datetime, actor: Actor) -> None:
    """Take back what was allowed, or allowed again, after ``since``, because it was not the owner who did so."""
    for consent in granted_consents(session, account_id):
        if consent.granted_at > since:
            withdraw_from(session, account_id, consent.client_id, actor)
