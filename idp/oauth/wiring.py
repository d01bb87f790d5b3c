"""Hanging the provider into the application."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import lru_cache

import orjson
from sqlalchemy.orm import Session

from idp.accounts.arrival import tell_last_clients
from idp.accounts.signals import access_ended, access_withdrawn, sessions_ended, signed_out
from idp.audit.texts import add_event_texts
from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.outbound_http import Places
from idp.infrastructure.web.application import Application, current_secret_box, current_settings
from idp.infrastructure.web.early_answers import EarlyAnswer, add_early_answer
from idp.infrastructure.web.machine_endpoints import add_machine_route
from idp.infrastructure.web.ready_bytes import Answer
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column
from idp.mail import add_messages
from idp.oauth.authorizations.last_client import find_last_clients
from idp.oauth.authorizations.revocation import (
    revoke_everything_of_sessions,
    revoke_of_account,
    revoke_of_clients,
    revoke_of_member,
    revoke_of_session,
)
from idp.oauth.backchannel_logout.wiring import init_backchannel_logout
from idp.oauth.client_certificates.authorities import init_certificate_authorities
from idp.oauth.client_jwts.keys import init_client_keys
from idp.oauth.cors import init_cors
from idp.oauth.device_authorizations.routes import device
from idp.oauth.discovery import DISCOVERY_PATHS, JWKS_PATH, discovery_document
from idp.oauth.early_answer import find_early_answer
from idp.oauth.endpoints import ENDPOINTS
from idp.oauth.engine import init_engine
from idp.oauth.events import EVENT_TEXTS
from idp.oauth.field_claims import check_field_claims
from idp.oauth.frontchannel_logout.page import tell_applications
from idp.oauth.inventory import init_oauth_inventory
from idp.oauth.messages import MESSAGES
from idp.oauth.provider_keys import current_keyring, init_keyring, rotate_when_due
from idp.oauth.provider_keys.generation import wrapping_context
from idp.oauth.provider_keys.models import ProviderKey
from idp.oauth.referenced_objects import init_referenced_objects
from idp.oauth.refusals import answer_refusal
from idp.oauth.registrable_scopes import check_registrable_scopes
from idp.oauth.resource_servers import init_resource_servers
from idp.oauth.routes import oauth
from idp.oauth.sector_identifiers import init_sector_identifiers
from idp.oauth.session_management.cookie import follow_session
from idp.oauth.session_management.page import init_session_management
from idp.oauth.unused_clients import delete_unused
from idp.organizations.signals import membership_ended
from idp.protocol.refused_request import RequestRefused
from idp.sessions import follow_sessions, follow_sign_outs


def init_oauth(app: Application) -> None:
    """Register endpoints, ready documents, periodic tasks, and what follows from a change of credentials."""
    check_field_claims(app.settings)
    init_resource_servers(app)
    check_registrable_scopes(app.settings)
    init_engine(app)
    init_keyring(app)
    # At least half of the threads of a process never wait for servers of clients.
    places = Places(app.settings.server.threads // 2)
    init_client_keys(app, places)
    init_sector_identifiers(app, places)
    init_referenced_objects(app, places)
    init_certificate_authorities(app)
    init_cors(app)
    app.register_blueprint(oauth)
    app.register_blueprint(device)
    for endpoint in ENDPOINTS.values():
        add_machine_route(app, endpoint.route())
    add_early_answer(app, EarlyAnswer("/authorize", "oauth.authorize", find_early_answer))
    app.register_error_handler(RequestRefused, answer_refusal)
    _serve_documents(app)
    init_oauth_inventory(app)
    tell_last_clients(app, find_last_clients)
    add_wrapped_column(app, WrappedColumn(ProviderKey.wrapped_private_jwk, lambda key: wrapping_context(key.kid)))
    init_backchannel_logout(app)
    follow_sign_outs(app, tell_applications)
    follow_sessions(app, follow_session)
    init_session_management(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
    add_periodic_task(app, rotate_keys)
    add_periodic_task(app, delete_unused)
    access_ended.connect(_revoke_elsewhere)
    sessions_ended.connect(_revoke_of_sessions)
    signed_out.connect(_revoke_of_session)
    access_withdrawn.connect(_revoke_of_clients)
    membership_ended.connect(_revoke_of_member)


def rotate_keys() -> None:
    """Take every key one step further whose time has come."""
    with transaction() as session:
        rotate_when_due(session, current_settings(), current_secret_box(), current_time())


def _serve_documents(app: Application) -> None:
    with app.app_context():
        discovery = Answer(orjson.dumps(discovery_document(app.settings)), _fresh_for(hours=1))
    for path in DISCOVERY_PATHS:
        app.ready_bytes.register(path, lambda: discovery)
    app.ready_bytes.register(JWKS_PATH, lambda: _key_set(current_keyring().jwks))


@lru_cache(maxsize=4)
def _key_set(jwks: bytes) -> Answer:
    """Relying parties ask again within minutes, and at once when they meet a new ``kid``."""
    return Answer(jwks, _fresh_for(minutes=5))


def _fresh_for(**duration: int) -> list[tuple[str, str]]:
    seconds = int(timedelta(**duration).total_seconds())
    return [("Content-Type", "application/json"), ("Cache-Control", f"public, max-age={seconds}")]


def _revoke_elsewhere(sender: str, session: Session, kept_session_id: str | None = None, **_: object) -> None:
    revoke_of_account(session, sender, current_time(), kept_session_id)


def _revoke_of_sessions(_sender: str, session: Session, session_ids: Sequence[str], **_: object) -> None:
    revoke_everything_of_sessions(session, session_ids, current_time())


def _revoke_of_session(_sender: str, session: Session, session_id: str, **_: object) -> None:
    revoke_of_session(session, session_id, current_time())


def _revoke_of_clients(sender: str, session: Session, client_ids: Collection[str], **_: object) -> None:
    revoke_of_clients(session, sender, client_ids, current_time())


def _revoke_of_member(sender: str, session: Session, organization_id: str, **_: object) -> None:
    revoke_of_member(session, sender, organization_id, current_time())
