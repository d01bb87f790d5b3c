"""Registering clients and keeping them: create, edit, disable, enable, delete.

Every write tells the workers that their copy of the clients is old, and is audited, in the caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import delete
from sqlalchemy.orm import Session

from idp.clients.models import ClientRecord
from idp.clients.records import get_record
from idp.clients.registrar import Registrar
from idp.clients.secrets import match_secrets
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_id
from idp.protocol.client_metadata import (
    CLIENT_FIELDS,
    WireValue,
    WireValues,
    change_metadata,
    complete_metadata,
    parse_metadata,
    settle_lists,
)


@dataclass(frozen=True)
class StoredClient:
    """A client as it was stored, and its secret: the only time anybody sees it. None for public clients."""

    record: ClientRecord
    secret: str | None


@dataclass(frozen=True)
class EditedClient(StoredClient):
    """A client after an edit, with the values of before and after of each field that is another now; None for none."""

    changes: Mapping[str, tuple[WireValue | None, WireValue | None]]


def create_client(
    session: Session, registrar: Registrar, metadata: Mapping[str, object], client_id: str | None = None
) -> StoredClient:
    """Store a new client. ``metadata`` holds fields of the table by their names; the rest have their defaults, which a
    ``ListChange`` adds to.

    ``client_id`` is for a client that has one already. Raises :class:`InvalidMetadataError`.
    """
    registrar.demand()
    values = complete_metadata(settle_lists(parse_metadata(metadata), complete_metadata))
    client_id = new_id("app") if client_id is None else client_id
    return store_client(session, registrar, ClientRecord(client_id=client_id, values=values), "client.created")


def store_client(
    session: Session, registrar: Registrar, record: ClientRecord, action: str, **details: object
) -> StoredClient:
    """Store a new row once its metadata are found to be sound, with an event of this action.

    Raises :class:`InvalidMetadataError`.
    """
    registrar.demand()
    registrar.check(record.client_id, record.values)
    session.add(record)
    session.flush()
    secret = match_secrets(session, record, registrar.secret_box)
    registrar.tell(session, action, record, name=record.client_name, **details)
    return StoredClient(record, secret)


def edit_client(session: Session, registrar: Registrar, client_id: str, changes: Mapping[str, object]) -> EditedClient:
    """Change metadata of a client; None gives a field its default again, a ``ListChange`` changes a list.

    Raises :class:`InvalidMetadataError`.

    A client that was public and no longer is gets a secret; one that becomes public loses its secrets. One that
    registered itself chooses among the scopes that it has now, from then on.
    """
    registrar.demand()
    record = get_record(session, client_id)
    before = record.values
    values = change_metadata(before, settle_lists(parse_metadata(changes), partial(change_metadata, before)))
    edited = store_edit(session, registrar, record, values)
    if record.is_self_registered and "scope" in edited.changes:
        record.permitted_scope = str(values["scope"])
    return edited


def store_edit(session: Session, registrar: Registrar, record: ClientRecord, values: WireValues) -> EditedClient:
    """Store other metadata of a client once they are found to be sound. Raises :class:`InvalidMetadataError`."""
    registrar.demand()
    before = record.values
    registrar.check(record.client_id, values)
    record.values = values
    secret = match_secrets(session, record, registrar.secret_box)
    changed = _compare(complete_metadata(before), values)
    registrar.tell(session, "client.edited", record, fields=list(changed))
    return EditedClient(record, secret, changed)


def disable_client(session: Session, registrar: Registrar, client_id: str) -> ClientRecord:
    """Refuse the client from now on. What it was issued works again after :func:`enable_client`, unless expired."""
    registrar.demand()
    record = get_record(session, client_id)
    record.disabled_at = record.disabled_at or current_time()
    registrar.tell(session, "client.disabled", record)
    return record


def enable_client(session: Session, registrar: Registrar, client_id: str) -> ClientRecord:
    """Let a disabled client in again."""
    registrar.demand()
    record = get_record(session, client_id)
    record.disabled_at = None
    registrar.tell(session, "client.enabled", record)
    return record


def delete_client(session: Session, registrar: Registrar, client_id: str) -> None:
    """Forget the client, with its secrets, the consents given to it and everything it was issued."""
    registrar.demand()
    record = get_record(session, client_id)
    registrar.tell(session, "client.deleted", record, name=record.client_name)
    session.flush()
    session.execute(delete(ClientRecord).where(ClientRecord.client_id == client_id))


def _compare(before: WireValues, after: WireValues) -> dict[str, tuple[WireValue | None, WireValue | None]]:
    pairs = {name: (before.get(name), after.get(name)) for name in CLIENT_FIELDS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
