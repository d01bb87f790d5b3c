"""A client that reads, replaces and deletes its own registration (RFC 7592)."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from idp.clients.dynamic_registration.registering import terms_of
from idp.clients.models import ClientRecord, ClientSecret
from idp.clients.registrar import Registrar
from idp.clients.registration import EditedClient, store_edit
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.protocol.client import PkceRequirement
from idp.protocol.client_metadata import InvalidMetadataError, Problem, WireValue, change_metadata
from idp.protocol.dynamic_registration import parse_registration
from idp.settings import ClientRegistrationSettings


def find_own_record(session: Session, client_id: str, token: str) -> ClientRecord | None:
    """The client, locked, that this registration access token belongs to; None for the token of another client, for a
    client that is disabled or unknown: the same statement in each case."""
    by_token = select(ClientRecord).where(ClientRecord.registration_token_hash == digest(token)).with_for_update()
    record = session.scalar(by_token)
    if record is None or record.client_id != client_id or record.disabled_at is not None:
        return None
    return record


def replace_registration(
    session: Session,
    registrar: Registrar,
    record: ClientRecord,
    document: object,
    settings: ClientRegistrationSettings,
) -> EditedClient:
    """Let the JSON ``document`` take the place of everything that the client has registered; what it leaves out has its
    default again, and what is the operator's stays.

    Raises OAuthError, InvalidMetadataError.
    """
    given = parse_registration(document, terms_of(settings, registrar.supported, record))
    if isinstance(document, Mapping):
        _check_identity(session, record, document)
    values = change_metadata(record.values, given)
    return store_edit(session, registrar, record, values | {"pkce": _stricter(record.values["pkce"], values["pkce"])})


def _stricter(before: WireValue, after: WireValue) -> WireValue:
    """PKCE follows from other metadata where no operator has set it; it never becomes weaker by the client's hand."""
    return min(before, after, key=get_args(PkceRequirement).index)


def _check_identity(session: Session, record: ClientRecord, document: Mapping[str, object]) -> None:
    """The request names the client, and no secret but one that was issued to it (RFC 7592 2.2)."""
    secret = document.get("client_secret")
    problems = []
    if document.get("client_id") != record.client_id:
        problems.append(Problem("client_id", "It is not the one of this registration.", "Send it as it was issued."))
    if secret is not None and not (isinstance(secret, str) and _holds(session, record, secret, current_time())):
        problems.append(Problem("client_secret", "It was not issued to this client.", "Leave it out."))
    if problems:
        raise InvalidMetadataError(problems)


def _holds(session: Session, record: ClientRecord, secret: str, now: datetime) -> bool:
    not_expired = or_(ClientSecret.expires_at.is_(None), ClientSecret.expires_at > now)
    held = session.scalars(
        select(ClientSecret.secret_hash).where(ClientSecret.client_id == record.client_id, not_expired)
    ).all()
    return any(hmac.compare_digest(each, digest(secret)) for each in held)
