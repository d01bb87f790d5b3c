"""The periodic task that deletes clients which registered themselves and were never used."""

from datetime import timedelta

from sqlalchemy import select

from idp.actors import Permission, system_actor
from idp.clients.dynamic_registration.unused import MOST_AT_ONCE, delete_unused_clients
from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.oauth.supported import SUPPORTED


def delete_unused() -> None:
    """Delete those that no person has given access for ``client_registration.unused_days``."""
    settings = current_settings()
    days = settings.client_registration.unused_days
    before = current_time() - timedelta(days=days)
    # A look that locks nothing: most of the time there is nothing to do.
    is_any = select(ClientRecord.client_id).where(ClientRecord.unused_since < before).limit(1)
    if not days or connection().execute(is_any).first() is None:
        return
    actor = system_actor("unused clients", frozenset({Permission.CLIENTS_MANAGE}))
    registrar = Registrar(actor, list(settings.portals), SUPPORTED, current_secret_box())
    deleted = MOST_AT_ONCE
    while deleted == MOST_AT_ONCE:
        with transaction() as session:
            deleted = delete_unused_clients(session, registrar, before)
