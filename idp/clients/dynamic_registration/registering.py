"""Registering a client that asks for it itself (RFC 7591), with what the operator lets such clients have."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.clients.registration import StoredClient, store_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from idp.protocol.client_metadata import CLIENT_FIELDS, complete_metadata
from idp.protocol.dynamic_registration import RegistrationTerms, parse_registration
from idp.protocol.supported import Supported
from idp.settings import ClientRegistrationSettings

# What no client can say of itself, though operators can: people are always asked.
_FIXED = {"consent": "explicit"}


@dataclass(frozen=True)
class SelfRegisteredClient(StoredClient):
    """A client with its registration access token, which is stored as a digest alone."""

    access_token: str


def register_client(
    session: Session,
    registrar: Registrar,
    client_id: str,
    document: object,
    settings: ClientRegistrationSettings,
    initial_access_token: str | None,
) -> SelfRegisteredClient:
    """Store a client of this id as the JSON ``document`` describes it; ``initial_access_token`` is the id of the one
    that was used.

    Raises OAuthError, InvalidMetadataError.
    """
    given = parse_registration(document, terms_of(settings, registrar.supported))
    values = complete_metadata(given) | _FIXED | {"portal": settings.portal}
    token = new_token()
    record = ClientRecord(
        client_id=client_id, registration_token_hash=digest(token), unused_since=current_time(), values=values
    )
    used = {"initial_access_token": initial_access_token} if initial_access_token else {}
    stored = store_client(session, registrar, record, "client.registered", **used)
    return SelfRegisteredClient(stored.record, stored.secret, token)


def terms_of(
    settings: ClientRegistrationSettings, supported: Supported, record: ClientRecord | None = None
) -> RegistrationTerms:
    """What a client may register: by the settings, or as an operator has decided on this one."""
    permitted = settings.scopes if record is None or record.permitted_scope is None else record.permitted_scope.split()
    offered = set(supported.scopes)
    return RegistrationTerms(
        scopes=[scope for scope in permitted if scope in offered],
        signing_algorithms=supported.signing_algorithms,
        unused_fields=[name for name, field in CLIENT_FIELDS.items() if field.offered and not field.offered(supported)],
    )
