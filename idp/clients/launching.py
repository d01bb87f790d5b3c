"""The clients that people start from here: those of the operator that say where they begin a sign-in, or live."""

from typing import cast

from flask import current_app
from sqlalchemy import select

from idp.clients.models import METADATA_COLUMNS, ClientRecord
from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.database import connection
from idp.infrastructure.web.application import Application
from idp.protocol.client import Client
from idp.protocol.client_metadata import build_client
from idp.protocol.redirect_uris import origin_of

_EXTENSION = "einlass clients to start"
_OWN = (
    select(ClientRecord.__table__)
    .where(ClientRecord.disabled_at.is_(None), ClientRecord.registration_token_hash.is_(None))
    .order_by(ClientRecord.client_name, ClientRecord.client_id)
)
_Clients = tuple[Client, ...]


def init_launching(app: Application) -> None:
    """Give the application its copy, read on first use and again once a client was changed."""
    seconds = app.settings.database.cache_check_seconds
    app.extensions[_EXTENSION] = VersionedCopy[_Clients](CACHE_NAME, _read, seconds)


def clients_to_start(portal: str) -> _Clients:
    """Those of a portal, by name. A client that registered itself is none: no one has checked what it calls itself."""
    copy = cast(VersionedCopy[_Clients], current_app.extensions[_EXTENSION])
    return tuple(client for client in copy.get() if client.portal == portal)


def find_client_at(portal: str, url: str | None) -> Client | None:
    """The one client of a portal that begins a sign-in by itself where the portal lives; without ``url``, the only one
    that does so anywhere. None where there is none, or several."""
    origin = origin_of(url) if url else None
    starting = [client for client in clients_to_start(portal) if client.initiate_login_uri]
    found = [client for client in starting if origin is None or origin_of(client.initiate_login_uri or "") == origin]
    return found[0] if len(found) == 1 else None


def _read() -> _Clients:
    clients = []
    for row in connection().execute(_OWN).mappings():
        values = row["metadata"] | {name: row[name] for name in METADATA_COLUMNS}
        clients.append(build_client(row["client_id"], values))
    return tuple(client for client in clients if client.initiate_login_uri or client.client_uri)
