"""Finding the rows of clients, for those who keep them. Requests ask the registry."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.clients.models import ClientRecord


class ClientNotFoundError(Exception):
    """There is no such client."""


def find_clients(session: Session, portal: str | None = None) -> Sequence[ClientRecord]:
    """All clients, or those of one portal, by name."""
    statement = select(ClientRecord).order_by(ClientRecord.client_name, ClientRecord.client_id)
    return session.scalars(statement.where(ClientRecord.portal == portal) if portal else statement).all()


def get_client(session: Session, client_id: str) -> ClientRecord:
    """The client. Raises :class:`ClientNotFoundError`."""
    record = session.get(ClientRecord, client_id)
    if record is None:
        raise ClientNotFoundError(client_id)
    return record
