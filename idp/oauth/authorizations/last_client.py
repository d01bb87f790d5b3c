"""The clients that sessions were used for last."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from idp.infrastructure.database import connection
from idp.oauth.authorizations.models import AuthorizationRecord

_USED = (
    select(AuthorizationRecord.session_id, AuthorizationRecord.client_id)
    .where(AuthorizationRecord.session_id.in_(bindparam("sessions", expanding=True)))
    .group_by(AuthorizationRecord.session_id, AuthorizationRecord.client_id)
    .order_by(func.max(AuthorizationRecord.created_at), AuthorizationRecord.client_id)
)


def find_last_clients(session_ids: Sequence[str]) -> dict[str, str]:
    """The ``client_id`` of the newest authorization of each session that has one, revoked or not: one statement for
    all, outside any transaction."""
    rows = connection().execute(_USED, {"sessions": list(session_ids)}).all()
    return {str(session_id): client_id for session_id, client_id in rows}
