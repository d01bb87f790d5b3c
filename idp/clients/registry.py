"""Finding clients: each worker keeps the ones it met as immutable values."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import bindparam, select

from idp.clients.models import METADATA_COLUMNS, ClientRecord, ClientSecret, wrapping_context
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection
from idp.infrastructure.ids import digest
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.application import Application
from idp.protocol.client import Client
from idp.protocol.client_metadata import build_client
from idp.settings import Settings

CACHE_NAME = "clients"
"""Raise this version (``cache_versions``) in every transaction that changes a client or a secret."""

_EXTENSION = "idp.clients"
_MOST_KEPT = 10_000

_CLIENT = select(ClientRecord.__table__).where(ClientRecord.client_id == bindparam("client_id"))
_SECRETS = select(
    ClientSecret.id, ClientSecret.secret_hash, ClientSecret.wrapped_secret, ClientSecret.expires_at
).where(ClientSecret.client_id == bindparam("client_id"))
# What is compared when there is no such client, so that the answer takes the same work.
_NO_SECRET = digest("there is no such client")


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """A client with what its secrets are checked against: pairs of SHA-256 and expiry; and of one that signs with them
    what is needed for that: id, wrapped secret and expiry."""

    metadata: Client
    secrets: tuple[tuple[str, datetime | None], ...]
    wrapped_secrets: tuple[tuple[str, str, datetime | None], ...] = ()

    def has_secret(self, secret: str, now: datetime) -> bool:
        """Whether ``secret`` is one of the client's that still hold. Compares every one, in constant time."""
        return _matches(self.secrets, secret, now)

    def unwrap_secrets(self, box: SecretBox, now: datetime) -> list[bytes]:
        """The secrets that hold and that the client may sign with; no copy of them is kept. Raises UnwrapError."""
        return [
            box.unwrap(wrapped, wrapping_context(secret_id))
            for secret_id, wrapped, expires_at in self.wrapped_secrets
            if expires_at is None or expires_at > now
        ]


class ClientRegistry:
    """The clients of an installation, read on first use and again once one was changed."""

    def __init__(self, settings: Settings) -> None:
        self._known: VersionedCopy[dict[str, RegisteredClient]] = VersionedCopy(
            CACHE_NAME, dict, settings.database.cache_check_seconds
        )

    def find(self, client_id: str) -> RegisteredClient | None:
        if "\0" in client_id:  # which PostgreSQL does not even take into a comparison
            return None
        known = self._known.get()
        client = known.get(client_id)
        if client is None:
            client = _read(client_id)
            # Unknown identifiers are not remembered: anybody could fill the memory with them.
            if client is not None and len(known) < _MOST_KEPT:
                known[client_id] = client
        return client


def init_clients(app: Application) -> None:
    """Give the application its registry."""
    app.extensions[_EXTENSION] = ClientRegistry(app.settings)


def find_client(client_id: str | None) -> Client | None:
    """The metadata of a client, enabled or not; None for an unknown identifier, and without one."""
    client = find_registered_client(client_id) if client_id else None
    return client.metadata if client else None


def find_registered_client(client_id: str) -> RegisteredClient | None:
    """The client with its secrets; None for an unknown identifier."""
    registry: ClientRegistry = current_app.extensions[_EXTENSION]
    return registry.find(client_id)


def check_no_secret(secret: str) -> bool:
    """The comparison for a client that does not exist: the same work, never true."""
    return _matches([(_NO_SECRET, None)], secret, current_time()) and False


def _read(client_id: str) -> RegisteredClient | None:
    row = connection().execute(_CLIENT, {"client_id": client_id}).mappings().first()
    if row is None:
        return None
    values = row["metadata"] | {name: row[name] for name in METADATA_COLUMNS}
    secrets = connection().execute(_SECRETS, {"client_id": client_id}).all()
    return RegisteredClient(
        build_client(
            client_id,
            values,
            enabled=row["disabled_at"] is None,
            is_self_registered=row["registration_token_hash"] is not None,
        ),
        tuple((secret.secret_hash, secret.expires_at) for secret in secrets),
        tuple((secret.id, secret.wrapped_secret, secret.expires_at) for secret in secrets if secret.wrapped_secret),
    )


def _matches(secrets: Iterable[tuple[str, datetime | None]], secret: str, now: datetime) -> bool:
    given = digest(secret)
    matches = [
        hmac.compare_digest(secret_hash, given) and (expires_at is None or expires_at > now)
        for secret_hash, expires_at in secrets
    ]
    return any(matches)
