"""Registering clients and keeping them: create, edit, replace the secret, disable, enable, delete.

Every write tells the workers that their copy of the clients is old, and is audited, in the caller's transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp import audit
from idp.clients.models import ClientRecord, ClientSecret
from idp.clients.registry import CACHE_NAME, to_client
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.clock import now
from idp.infrastructure.ids import digest, new_id, new_token
from idp.protocol.client_metadata import Problem, check_client_metadata
from idp.protocol.scopes import OFFLINE_ACCESS, parse_scope
from idp.protocol.supported import Supported

SECRETS_AT_ONCE = 2
_PUBLIC = "none"

# Metadata that have no column of their own (see ClientRecord.further_metadata).
FURTHER_FIELDS = frozenset(
    {"default_max_age", "require_auth_time", "client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts"}
)


class ClientNotFoundError(Exception):
    """There is no such client."""


class InvalidClientError(Exception):
    """The metadata make no sense; ``problems`` say which and what would do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{each.field}: {each.message}" for each in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class StoredClient:
    """A client as it was stored, and its secret: the only time anybody sees it. None for public clients."""

    record: ClientRecord
    secret: str | None


@dataclass(frozen=True)
class Registrar:
    """Who writes, and what may be chosen from."""

    actor: str
    portals: Collection[str]
    supported: Supported


def create_client(session: Session, registrar: Registrar, metadata: Mapping[str, Any]) -> StoredClient:
    """Store a new client. ``metadata`` holds columns of ``ClientRecord`` and :data:`FURTHER_FIELDS` by their names.

    Raises :class:`InvalidClientError`.
    """
    record = ClientRecord(**_defaults(metadata))
    _write(record, metadata)
    if "grant_types" not in metadata:
        record.grant_types = _grant_types_for(record.scope)
    _check(record, registrar)
    session.add(record)
    session.flush()
    secret = _add_secret(session, record) if record.token_endpoint_auth_method != _PUBLIC else None
    _tell(session, registrar, "client.created", record, name=record.client_name)
    return StoredClient(record, secret)


def edit_client(session: Session, registrar: Registrar, client_id: str, changes: Mapping[str, Any]) -> StoredClient:
    """Change metadata of a client; None takes one of :data:`FURTHER_FIELDS` away. Raises :class:`InvalidClientError`.

    A client that was public and no longer is gets a secret; one that becomes public loses its secrets.
    """
    record = get_client(session, client_id)
    had_offline_access = OFFLINE_ACCESS in parse_scope(record.scope)
    _write(record, changes)
    if "scope" in changes and (OFFLINE_ACCESS in parse_scope(record.scope)) != had_offline_access:
        record.grant_types = _grant_types_for(record.scope)
    with session.no_autoflush:
        _check(record, registrar)
    secret = _match_secrets(session, record)
    _tell(session, registrar, "client.edited", record, fields=sorted(changes))
    return StoredClient(record, secret)


def rotate_secret(session: Session, registrar: Registrar, client_id: str, overlap: timedelta) -> str:
    """Make a new secret; those that there are end after ``overlap``, the oldest at once where there are two already.

    Raises :class:`InvalidClientError` for a public client.
    """
    record = get_client(session, client_id)
    if record.token_endpoint_auth_method == _PUBLIC:
        raise InvalidClientError(
            [Problem("token_endpoint_auth_method", "A public client has no secret.", "There is nothing to rotate.")]
        )
    moment = now()
    held = session.scalars(
        select(ClientSecret).where(ClientSecret.client_id == client_id).order_by(ClientSecret.created_at.desc())
    ).all()
    for number, old in enumerate(held):
        if number >= SECRETS_AT_ONCE - 1 or not overlap:
            session.delete(old)
        else:
            old.expires_at = min(old.expires_at or moment + overlap, moment + overlap)
    secret = _add_secret(session, record)
    _tell(session, registrar, "client.secret_rotated", record, overlap_seconds=int(overlap.total_seconds()))
    return secret


def disable_client(session: Session, registrar: Registrar, client_id: str) -> ClientRecord:
    """Refuse the client from now on. What it was issued works again after :func:`enable_client`, unless expired."""
    record = get_client(session, client_id)
    record.disabled_at = record.disabled_at or now()
    _tell(session, registrar, "client.disabled", record)
    return record


def enable_client(session: Session, registrar: Registrar, client_id: str) -> ClientRecord:
    """Let a disabled client in again."""
    record = get_client(session, client_id)
    record.disabled_at = None
    _tell(session, registrar, "client.enabled", record)
    return record


def delete_client(session: Session, registrar: Registrar, client_id: str) -> None:
    """Forget the client, with its secrets, the consents given to it and everything it was issued."""
    record = get_client(session, client_id)
    _tell(session, registrar, "client.deleted", record, name=record.client_name)
    session.flush()
    session.execute(delete(ClientRecord).where(ClientRecord.client_id == client_id))


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


def _defaults(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Values that the checks need before the database would fill them in."""
    kind = metadata.get("application_type", "web")
    return {
        "client_id": new_id("app"),
        "application_type": kind,
        "redirect_uris": [],
        "post_logout_redirect_uris": [],
        "web_origins": [],
        "response_types": ["code"],
        "scope": "openid profile email",
        "token_endpoint_auth_method": "client_secret_basic" if kind == "web" else _PUBLIC,
        "id_token_signed_response_alg": "ES256",
        "require_pkce": True,
        "consent": "implicit",
        "further_metadata": {},
    }


def _grant_types_for(scope: str) -> list[str]:
    refresh = ["refresh_token"] if OFFLINE_ACCESS in parse_scope(scope) else []
    return ["authorization_code", *refresh]


def _write(record: ClientRecord, metadata: Mapping[str, Any]) -> None:
    further = dict(record.further_metadata)
    for name, value in metadata.items():
        if name in FURTHER_FIELDS:
            further[name] = value
        else:
            setattr(record, name, list(dict.fromkeys(value)) if isinstance(value, (list, tuple)) else value)
    record.further_metadata = {name: value for name, value in further.items() if value is not None}


def _check(record: ClientRecord, registrar: Registrar) -> None:
    problems = check_client_metadata(to_client(record), registrar.supported)
    if record.portal not in registrar.portals:
        near = get_close_matches(record.portal, registrar.portals, n=1)
        advice = f"Did you mean {near[0]}?" if near else f"Choose from: {', '.join(registrar.portals)}."
        problems.insert(0, Problem("portal", f"There is no portal {record.portal} in the settings.", advice))
    if problems:
        raise InvalidClientError(problems)


def _add_secret(session: Session, record: ClientRecord) -> str:
    secret = new_token()
    session.add(ClientSecret(client_id=record.client_id, secret_hash=digest(secret)))
    return secret


def _match_secrets(session: Session, record: ClientRecord) -> str | None:
    """Secrets follow the authentication method; returns one that had to be made."""
    of_client = ClientSecret.client_id == record.client_id
    if record.token_endpoint_auth_method == _PUBLIC:
        session.execute(delete(ClientSecret).where(of_client))
        return None
    held = session.scalar(select(ClientSecret.id).where(of_client).limit(1))
    return None if held else _add_secret(session, record)


def _tell(session: Session, registrar: Registrar, action: str, record: ClientRecord, **details: Any) -> None:
    raise_version(session, CACHE_NAME)
    audit.record(
        session,
        action,
        actor=registrar.actor,
        subject=record.client_id,
        client_id=record.client_id,
        portal=record.portal,
        **details,
    )
