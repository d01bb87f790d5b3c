"""Signing out of a browser."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from idp.accounts.signals import signed_out
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.sessions import SignedIn, end_session
from idp.sessions.remembered import account_of_series, revoke_series, series_of


def sign_out(
    session: Session,
    leaving: Iterable[SignedIn],
    actor: Actor,
    *,
    client_id: str | None = None,
    remember_value: str | None = None,
) -> None:
    """End sessions of a browser; the other accounts stay signed in there.

    A session that another request has ended meanwhile is not told of twice.
    ``client_id`` is the relying party that asked for it; ``remember_value`` is the cookie of a remembered sign-in,
    whose series ends if it is of one of these accounts.
    """
    remembered = account_of_series(session, remember_value) if remember_value else None
    for each in leaving:
        is_live = end_session(session, each.session_id)
        if remember_value and each.account_id == remembered:
            revoke_series(session, series_of(remember_value), current_time())
        if is_live:
            signed_out.send(each.account_id, session=session, session_id=each.session_id)
            own = actor.identified_as(each.account_id)
            audit(session, own, "sign_out.succeeded", subject=each.account_id, client_id=client_id)
