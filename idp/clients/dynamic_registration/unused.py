"""Clients that registered themselves and that no person ever gave access."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.clients.registration import delete_client

MOST_AT_ONCE = 100


def mark_used(session: Session, client_id: str) -> None:
    """A person has given the client access: it is kept until an operator, or the client itself, deletes it."""
    unused = update(ClientRecord).where(ClientRecord.client_id == client_id, ClientRecord.unused_since.is_not(None))
    session.execute(unused.values(unused_since=None, updated_at=ClientRecord.updated_at))


def delete_unused_clients(session: Session, registrar: Registrar, before: datetime) -> int:
    """Delete clients that have been unused since ``before``; returns how many, :data:`MOST_AT_ONCE` at most.

    One that is about to be used is left for another time.
    """
    registrar.demand()
    found = select(ClientRecord.client_id).where(ClientRecord.unused_since < before)
    locked = found.order_by(ClientRecord.unused_since).limit(MOST_AT_ONCE).with_for_update(skip_locked=True)
    client_ids = session.scalars(locked).all()
    for client_id in client_ids:
        delete_client(session, registrar, client_id)
    return len(client_ids)
