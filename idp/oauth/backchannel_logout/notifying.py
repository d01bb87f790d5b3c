"""Writing down whom to tell of an ending."""

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from idp.clients.registry import find_client
from idp.oauth.authorizations.columns import IS_IN_EFFECT, T
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.queue import LOGOUTS

MOST_AT_ONCE = 100
"""Of one ending, the latest sign-ins only: one password reset must not flood a client that never ends its sessions."""

_WAS_TOLD = exists().where(
    LogoutDelivery.client_id == T.client_id,
    LogoutDelivery.session_id == T.session_id,
    LogoutDelivery.created_at >= T.created_at,
)


def notify_clients(session: Session, which: ColumnElement[bool]) -> None:
    """Queue a delivery for each client and session of the authorizations that ``which`` selects, where the client has
    an address for logout tokens and was not told of that session since it was last allowed something in it."""
    ended = session.execute(
        select(T.client_id, T.subject, T.session_id)
        .where(which, T.account_id.is_not(None), T.session_id.is_not(None), IS_IN_EFFECT, ~_WAS_TOLD)
        .group_by(T.client_id, T.subject, T.session_id)
        .order_by(func.max(T.created_at).desc(), T.session_id)
    ).all()
    told = [each for each in ended if _has_address(each.client_id)][:MOST_AT_ONCE]
    session.add_all(
        LogoutDelivery(client_id=each.client_id, subject=each.subject, session_id=each.session_id) for each in told
    )
    if told:
        session.flush()
        LOGOUTS.wake_after_commit(session)


def _has_address(client_id: str) -> bool:
    client = find_client(client_id)
    return client is not None and client.backchannel_logout_uri is not None
