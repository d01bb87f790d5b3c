"""Client secrets: made once, stored as digests, two at a time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.clients.models import ClientRecord, ClientSecret
from idp.clients.records import get_record
from idp.clients.registrar import Registrar
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from idp.protocol.client_metadata import InvalidMetadataError, Problem, build_client

SECRETS_AT_ONCE = 2


def rotate_secret(session: Session, registrar: Registrar, client_id: str, overlap: timedelta) -> str:
    """Make a new secret; those that there are end after ``overlap``, the oldest at once where there are two already.

    Raises :class:`InvalidMetadataError` for a client without secrets.
    """
    registrar.demand()
    record = get_record(session, client_id)
    if not _has_secrets(record):
        raise InvalidMetadataError(
            [Problem("token_endpoint_auth_method", "This client has no secret.", "There is nothing to rotate.")]
        )
    _end_after(session, record, overlap, current_time())
    secret = _add_secret(session, record)
    registrar.tell(session, "client.secret_rotated", record, overlap_seconds=int(overlap.total_seconds()))
    return secret


def match_secrets(session: Session, record: ClientRecord) -> str | None:
    """Let the secrets follow the authentication method; returns one that had to be made."""
    of_client = ClientSecret.client_id == record.client_id
    if not _has_secrets(record):
        session.execute(delete(ClientSecret).where(of_client))
        return None
    held = session.scalar(select(ClientSecret.id).where(of_client).limit(1))
    return None if held else _add_secret(session, record)


def _has_secrets(record: ClientRecord) -> bool:
    return build_client(record.client_id, record.values).has_secret


def _end_after(session: Session, record: ClientRecord, overlap: timedelta, now: datetime) -> None:
    of_client = select(ClientSecret).where(ClientSecret.client_id == record.client_id)
    for number, old in enumerate(session.scalars(of_client.order_by(ClientSecret.created_at.desc())).all()):
        if number >= SECRETS_AT_ONCE - 1 or not overlap:
            session.delete(old)
        else:
            old.expires_at = min(old.expires_at or now + overlap, now + overlap)


def _add_secret(session: Session, record: ClientRecord) -> str:
    secret = new_token()
    session.add(ClientSecret(client_id=record.client_id, secret_hash=digest(secret)))
    return secret
