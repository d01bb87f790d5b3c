"""Using an assertion once (RFC 7523 3, OpenID Connect Core 1.0 9)."""

from datetime import datetime

from idp.infrastructure.database import insert_or_leave, transaction
from idp.infrastructure.ids import digest
from idp.oauth.client_authentication.assertions.models import UsedAssertion


def use_once(client_id: str, assertion_id: str, until: datetime) -> bool:
    """Note the ``jti`` of a client, outside any transaction; of parallel uses one returns True."""
    row = {"id": digest(f"{client_id}\n{assertion_id}"), "expires_at": until}
    with transaction() as session:
        return insert_or_leave(session, UsedAssertion, row, unique=[UsedAssertion.id])
