"""Ending what an account has opened."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from idp.accounts.signals import access_ended, access_withdrawn
from idp.actors import Actor
from idp.sessions import end_other_sessions


def end_access(session: Session, account_id: str, actor: Actor, *, revokes_own: bool = False) -> int:
    """End the account's sessions, remembered sign-ins, trusted devices and authorizations; returns how many sessions.

    The session that the actor acts in goes on, with what it has given out unless ``revokes_own``.
    """
    ended = end_other_sessions(session, account_id, actor.session_id)
    access_ended.send(account_id, session=session, kept_session_id=None if revokes_own else actor.session_id)
    return len(ended)


def withdraw_access(session: Session, account_id: str, client_ids: Collection[str]) -> None:
    """End what clients were given for an account, and tell those that want to know; its sessions go on."""
    access_withdrawn.send(account_id, session=session, client_ids=client_ids)
