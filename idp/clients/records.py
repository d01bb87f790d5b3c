"""Finding the rows of clients, for those who keep them. Requests ask the registry."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.clients.models import ClientRecord
from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class ClientNotFound(DomainError):
    """No client has this id."""

    status = 404
    code = "client_not_found"
    title = lazy_gettext("This is not possible")
    message = lazy_gettext("There is no client %(client_id)s.")


def find_clients(session: Session, portal: str | None, actor: Actor) -> Sequence[ClientRecord]:
    """All clients, or those of one portal, by name. Raises Forbidden."""
    actor.demand(Permission.CLIENTS_READ)
    statement = select(ClientRecord).order_by(ClientRecord.client_name, ClientRecord.client_id)
    return session.scalars(statement.where(ClientRecord.portal == portal) if portal else statement).all()


def find_client_ids(session: Session, portal: str) -> Sequence[str]:
    """The ids of a portal's clients, for a change that concerns all of them."""
    return session.scalars(select(ClientRecord.client_id).where(ClientRecord.portal == portal)).all()


def get_client(session: Session, client_id: str, actor: Actor) -> ClientRecord:
    """The client. Raises ClientNotFound, Forbidden."""
    actor.demand(Permission.CLIENTS_READ)
    return get_record(session, client_id)


def get_record(session: Session, client_id: str) -> ClientRecord:
    """The row, for a change that has its own permission. Raises ClientNotFound."""
    record = session.get(ClientRecord, client_id)
    if record is None:
        raise ClientNotFound(client_id=client_id)
    return record
