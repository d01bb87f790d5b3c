"""Signing out from afar."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.accounts.signals import sessions_ended
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.request_info import RequestInfo
from idp.sessions import BrowserSession, end_other_sessions, end_session
from idp.sessions.models import Device, RememberedSignIn


@dataclass(frozen=True, slots=True)
class SigningOut:
    """Whose sessions end, and from where that was asked."""

    account_id: str
    portal: str
    request_info: RequestInfo


def sign_out_one(session: Session, by: SigningOut, session_id: str) -> bool:
    """End one session of the person's own, and what would bring it back; False where there is no such session."""
    found = session.scalar(
        select(BrowserSession).where(BrowserSession.id == session_id, BrowserSession.account_id == by.account_id)
    )
    if found is None or not end_session(session, found.id):
        return False
    if found.remembered_id is not None:
        forget_remembered(session, by.account_id, found.remembered_id)
    if found.device_id is not None:
        forget_trust(session, by.account_id, found.device_id)
    _note(session, by, "session.ended", [found.id])
    return True


def sign_out_elsewhere(session: Session, by: SigningOut, kept_session_id: str | None) -> None:
    """End every session but ``kept_session_id``, all remembered sign-ins and all trust; without one, everywhere."""
    ended = end_other_sessions(session, by.account_id, kept_session_id)
    _note(session, by, "sessions.ended_elsewhere" if kept_session_id else "sessions.ended_everywhere", ended)


def forget_remembered(session: Session, account_id: str, remembered_id: str) -> bool:
    """Have one browser ask for the password again; False where there is no such thing."""
    forgotten = session.scalar(
        update(RememberedSignIn)
        .where(
            RememberedSignIn.id == remembered_id,
            RememberedSignIn.account_id == account_id,
            RememberedSignIn.revoked_at.is_(None),
        )
        .values(revoked_at=now())
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


def _note(session: Session, by: SigningOut, action: str, ended: list[str]) -> None:
    sessions_ended.send(by.account_id, session=session, session_ids=ended)
    record(
        session,
        action,
        actor=by.account_id,
        subject=by.account_id,
        portal=by.portal,
        ip=by.request_info.ip,
        ended_sessions=len(ended),
    )
