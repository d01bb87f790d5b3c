"""Which applications are told of the end of sessions, and at which addresses."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idp.clients.registry import find_client
from idp.oauth.authorizations.columns import IS_IN_EFFECT, T

MOST_FRAMES = 50
"""Of one sign-out, those of the applications that were used last."""


def find_frames(session: Session, session_ids: Sequence[str], issuer: str) -> list[str]:
    """The address for each client that signed its person in by one of the sessions and is registered for it, whatever
    has become of its tokens; the one that was used last stands first."""
    used = session.execute(
        select(T.client_id, T.session_id)
        .where(T.session_id.in_(session_ids), IS_IN_EFFECT)
        .group_by(T.client_id, T.session_id)
        .order_by(func.max(T.created_at).desc(), T.client_id)
    ).all()
    return list(_addresses([(each.client_id, each.session_id) for each in used], issuer))[:MOST_FRAMES]


def _addresses(used: Sequence[tuple[str, str]], issuer: str) -> Iterator[str]:
    for client_id, session_id in used:
        client = find_client(client_id)
        if client is not None and client.enabled and client.frontchannel_logout_uri is not None:
            yield _with_session(client.frontchannel_logout_uri, issuer, session_id)


def _with_session(uri: str, issuer: str, session_id: str) -> str:
    """The registered address with `iss` and `sid` behind its own query (Front-Channel Logout 1.0 2)."""
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode({'iss': issuer, 'sid': session_id})}"
