"""Client secrets: made once, two at a time, stored as digests; wrapped as well where the client signs with them."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from idp.clients.models import ClientRecord, ClientSecret, wrapping_context
from idp.clients.records import get_record
from idp.clients.registrar import Registrar
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_id
from idp.infrastructure.secrets import SecretBox
from idp.protocol.client_metadata import InvalidMetadataError, Problem, build_client

SECRETS_AT_ONCE = 2
_BYTES = 48


def rotate_secret(session: Session, registrar: Registrar, client_id: str, overlap: timedelta) -> str:
    """Make a new secret; those that there are end after ``overlap``, the oldest at once where there are two already.

    Raises :class:`InvalidMetadataError` for a client without secrets.
    """
    registrar.demand()
    record = get_record(session, client_id)
    if not build_client(record.client_id, record.values).has_secret:
        raise InvalidMetadataError(
            [Problem("token_endpoint_auth_method", "This client has no secret.", "There is nothing to rotate.")]
        )
    _end_after(session, record, overlap, current_time())
    secret = _add_secret(session, record, registrar.secret_box)
    registrar.tell(session, "client.secret_rotated", record, overlap_seconds=int(overlap.total_seconds()))
    return secret


def match_secrets(session: Session, record: ClientRecord, box: SecretBox) -> str | None:
    """Let the secrets follow the authentication method; returns one that had to be made.

    One that was kept as a digest can't check a signature, so that a client that begins to sign gets another one; one
    that signs no more keeps its secret, as a digest alone.
    """
    of_client, client = ClientSecret.client_id == record.client_id, build_client(record.client_id, record.values)
    if not client.has_secret:
        session.execute(delete(ClientSecret).where(of_client))
        return None
    if client.signs_with_secret:
        session.execute(delete(ClientSecret).where(of_client, ClientSecret.wrapped_secret.is_(None)))
    else:
        session.execute(update(ClientSecret).where(of_client).values(wrapped_secret=None))
    held = session.scalar(select(ClientSecret.id).where(of_client).limit(1))
    return None if held else _add_secret(session, record, box)


def _end_after(session: Session, record: ClientRecord, overlap: timedelta, now: datetime) -> None:
    of_client = select(ClientSecret).where(ClientSecret.client_id == record.client_id)
    for number, old in enumerate(session.scalars(of_client.order_by(ClientSecret.created_at.desc())).all()):
        if number >= SECRETS_AT_ONCE - 1 or not overlap:
            session.delete(old)
        else:
            old.expires_at = min(old.expires_at or now + overlap, now + overlap)


def _add_secret(session: Session, record: ClientRecord, box: SecretBox) -> str:
    """As long as the longest hash that signs (RFC 7518 3.2)."""
    row = ClientSecret(id=new_id("sec"), client_id=record.client_id)
    secret = token_urlsafe(_BYTES)
    row.secret_hash = digest(secret)
    if build_client(record.client_id, record.values).signs_with_secret:
        row.wrapped_secret = box.wrap(secret.encode(), wrapping_context(row.id))
    session.add(row)
    return secret
