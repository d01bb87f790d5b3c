"""Signing out from afar."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.accounts.security.access import end_access
from idp.accounts.signals import sessions_ended
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession, end_session
from idp.sessions.models import Device, RememberedSignIn


def sign_out_one(session: Session, account_id: str, session_id: str, actor: Actor) -> bool:
    """End one session of the person's own, and what would bring it back; False where there is no such session."""
    found = session.scalar(select(SsoSession).where(SsoSession.id == session_id, SsoSession.account_id == account_id))
    if found is None or not end_session(session, found.id):
        return False
    if found.remembered_id is not None:
        forget_remembered(session, account_id, found.remembered_id)
    if found.device_id is not None:
        forget_trust(session, account_id, found.device_id)
    sessions_ended.send(account_id, session=session, session_ids=[found.id])
    audit(session, actor, "session.ended", subject=account_id, ended_sessions=1)
    return True


def sign_out_elsewhere(session: Session, account_id: str, actor: Actor) -> None:
    """End every session but the actor's own, with all remembered sign-ins, trust and authorizations."""
    ended = end_access(session, account_id, actor)
    action = "sessions.ended_elsewhere" if actor.session_id else "sessions.ended_everywhere"
    audit(session, actor, action, subject=account_id, ended_sessions=ended)


def forget_remembered(session: Session, account_id: str, remembered_id: str) -> bool:
    """Have one browser ask for the password again; False where there is no such thing."""
    forgotten = session.scalar(
        update(RememberedSignIn)
        .where(
            RememberedSignIn.id == remembered_id,
            RememberedSignIn.account_id == account_id,
            RememberedSignIn.revoked_at.is_(None),
        )
        .values(revoked_at=current_time())
        .returning(RememberedSignIn.id)
    )
    return forgotten is not None


def forget_trust(session: Session, account_id: str, device_id: str) -> bool:
    """Have a device ask for the second factor again; False where it does so already."""
    forgotten = session.scalar(
        update(Device)
        .where(Device.id == device_id, Device.account_id == account_id, Device.trusted_until.is_not(None))
        .values(trusted_until=None)
        .returning(Device.id)
    )
    return forgotten is not None
