"""Where a person is signed in, remembered and trusted."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.sessions.models import BrowserSession, Device, RememberedSignIn
from idp.settings import SessionSettings


def live_sessions(
    session: Session, account_id: str, own_id: str, settings: SessionSettings, moment: datetime
) -> list[BrowserSession]:
    """The sessions that would still be let in: the present one first, then those that were used last."""
    idle_since = moment - timedelta(minutes=settings.idle_minutes)
    found = session.scalars(
        select(BrowserSession)
        .where(
            BrowserSession.account_id == account_id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.expires_at > moment,
            BrowserSession.last_seen_at > idle_since,
        )
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id)
    )
    return sorted(found, key=lambda each: each.id != own_id)


def remembered_sign_ins(session: Session, account_id: str, moment: datetime) -> list[RememberedSignIn]:
    """The browsers that let the person in without a password, the newest first."""
    return list(
        session.scalars(
            select(RememberedSignIn)
            .where(
                RememberedSignIn.account_id == account_id,
                RememberedSignIn.revoked_at.is_(None),
                RememberedSignIn.expires_at > moment,
            )
            .order_by(RememberedSignIn.created_at.desc(), RememberedSignIn.id)
        )
    )


def trusted_devices(session: Session, account_id: str, moment: datetime) -> list[Device]:
    """The devices on which no second factor is asked for."""
    return list(
        session.scalars(
            select(Device)
            .where(Device.account_id == account_id, Device.trusted_until > moment)
            .order_by(Device.last_seen_at.desc(), Device.id)
        )
    )
