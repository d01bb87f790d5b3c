"""Where a person is signed in, remembered and trusted."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.sessions.models import Device, RememberedSignIn, SsoSession
from idp.settings import SessionSettings


def live_sessions(
    session: Session, account_id: str, own_id: str, settings: SessionSettings, now: datetime
) -> list[SsoSession]:
    """The sessions that would still be let in: the present one first, then those that were used last."""
    idle_since = now - timedelta(minutes=settings.idle_minutes)
    found = session.scalars(
        select(SsoSession)
        .where(
            SsoSession.account_id == account_id,
            SsoSession.ended_at.is_(None),
            SsoSession.expires_at > now,
            SsoSession.last_seen_at > idle_since,
        )
        .order_by(SsoSession.last_seen_at.desc(), SsoSession.id)
    )
    return sorted(found, key=lambda each: each.id != own_id)


def remembered_sign_ins(session: Session, account_id: str, now: datetime) -> list[RememberedSignIn]:
    """The browsers that let the person in without a password, the newest first."""
    return list(
        session.scalars(
            select(RememberedSignIn)
            .where(
                RememberedSignIn.account_id == account_id,
                RememberedSignIn.revoked_at.is_(None),
                RememberedSignIn.expires_at > now,
            )
            .order_by(RememberedSignIn.created_at.desc(), RememberedSignIn.id)
        )
    )


def trusted_devices(session: Session, account_id: str, now: datetime) -> list[Device]:
    """The devices on which no second factor is asked for."""
    return list(
        session.scalars(
            select(Device)
            .where(Device.account_id == account_id, Device.trusted_until > now)
            .order_by(Device.last_seen_at.desc(), Device.id)
        )
    )
