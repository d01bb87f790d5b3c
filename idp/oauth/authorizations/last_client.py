"""The client that a session was used for last."""

from sqlalchemy import bindparam, select

from idp.infrastructure.database import connection
from idp.oauth.authorizations.models import AuthorizationRecord

_LAST = (
    select(AuthorizationRecord.client_id)
    .where(AuthorizationRecord.session_id == bindparam("session"))
    .order_by(AuthorizationRecord.created_at.desc(), AuthorizationRecord.id)
    .limit(1)
)


def find_last_client(session_id: str) -> str | None:
    """The ``client_id`` of the session's newest authorization, revoked or not; outside any transaction."""
    client_id: str | None = connection().execute(_LAST, {"session": session_id}).scalar()
    return client_id
