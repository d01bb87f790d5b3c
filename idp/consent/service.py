"""Granting and withdrawing consent, and looking up what was granted."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from idp.audit import record
from idp.consent.models import Consent
from idp.infrastructure.clock import now
from idp.infrastructure.database import connection

_GRANTED = select(Consent.scopes).where(
    Consent.account_id == bindparam("account"), Consent.client_id == bindparam("client")
)


def granted_scopes(account_id: str, client_id: str) -> frozenset[str]:
    """The scopes that the person allowed the client and has not withdrawn: one statement, outside any transaction."""
    scopes = connection().execute(_GRANTED, {"account": account_id, "client": client_id}).scalar()
    return frozenset(scopes or ())


def grant(session: Session, account_id: str, client_id: str, scopes: Iterable[str]) -> None:
    """Allow the client these scopes, beside those it was allowed before."""
    consent = session.get(Consent, (account_id, client_id), with_for_update=True)
    if consent is None:
        consent = Consent(account_id=account_id, client_id=client_id, scopes=[])
        session.add(consent)
    consent.scopes = sorted({*consent.scopes, *scopes})
    consent.granted_at = now()
    record(session, "consent.granted", actor=account_id, subject=account_id, client_id=client_id, scopes=consent.scopes)


def withdraw(session: Session, account_id: str, client_id: str) -> None:
    """Take back everything the client was allowed."""
    session.execute(delete(Consent).where(Consent.account_id == account_id, Consent.client_id == client_id))
    record(session, "consent.withdrawn", actor=account_id, subject=account_id, client_id=client_id)
