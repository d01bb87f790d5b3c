"""Remembered sign-ins: a series of cookies, each good for one use and replaced by it.

A cookie's value is ``series.token``. The next token is derived from the present one under the master key, so that the
predecessor of the present token is known without being stored: parallel tabs, and a browser whose answer was lost, get
the same successor for some minutes. An older one, or that one later, shows that a copy is in use, and ends the series.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.infrastructure.ids import digest, new_token
from idp.sessions.models import RememberedSignIn, SsoSession

# Longer than a restart of the database takes, in which the answer may be lost.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Used:
    """The series lets its person in; ``value`` is the cookie from now on."""

    row: RememberedSignIn
    value: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A token came that was used before; this ended the series. Only one of parallel replays gets this answer."""

    row: RememberedSignIn


def remember(session: Session, signed_in: SsoSession, portal: str, lifetime: timedelta) -> str:
    """Begin a series with the proof of ``signed_in``; returns the cookie's value."""
    token = new_token()
    row = RememberedSignIn(
        account_id=signed_in.account_id,
        portal=portal,
        token_hash=digest(token),
        authenticated_at=signed_in.authenticated_at,
        amr=list(signed_in.amr),
        acr=signed_in.acr,
        expires_at=signed_in.authenticated_at + lifetime,
    )
    session.add(row)
    session.flush()
    signed_in.remembered_id = row.id
    return f"{row.id}.{token}"


def use_remembered(
    session: Session, value: str, key: bytes, now: datetime, not_before: datetime
) -> Used | Replayed | None:
    """Use a cookie's value up; None where there is nothing to use, or the sign-in was before ``not_before``."""
    series, _, token = value.partition(".")
    following = _following(key, series, token)
    row = _rotate(session, series, digest(token), digest(following), now, not_before)
    if row is not None:
        return Used(row, f"{series}.{following}")
    row = session.get(RememberedSignIn, series, populate_existing=True)
    if row is None or row.revoked_at is not None or row.expires_at <= now or row.authenticated_at < not_before:
        return None
    is_predecessor = hmac.compare_digest(row.token_hash, digest(following))
    if is_predecessor and row.used_at is not None and now - row.used_at <= GRACE:
        return Used(row, f"{series}.{following}")
    return Replayed(row) if revoke_series(session, series, now) else None


def revoke_series(session: Session, series: str, now: datetime) -> bool:
    """End a series; False when it was over."""
    revoked = session.scalar(
        update(RememberedSignIn)
        .where(RememberedSignIn.id == series, RememberedSignIn.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(RememberedSignIn.id)
    )
    return revoked is not None


def series_of(value: str) -> str:
    """The id of the series that a cookie's value names."""
    return value.partition(".")[0]


def account_of_series(session: Session, value: str) -> str | None:
    """Whose series a cookie belongs to, whatever has become of it."""
    return session.scalar(select(RememberedSignIn.account_id).where(RememberedSignIn.id == series_of(value)))


def end_sessions_of_series(session: Session, series: str, now: datetime) -> Sequence[str]:
    """End the sessions that a series has opened, in whichever browser; the ids of those that this ended."""
    return session.scalars(
        update(SsoSession)
        .where(SsoSession.remembered_id == series, SsoSession.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SsoSession.id)
    ).all()


def _rotate(
    session: Session, series: str, present: str, following: str, now: datetime, not_before: datetime
) -> RememberedSignIn | None:
    return session.scalar(
        update(RememberedSignIn)
        .where(
            RememberedSignIn.id == series,
            RememberedSignIn.token_hash == present,
            RememberedSignIn.revoked_at.is_(None),
            RememberedSignIn.expires_at > now,
            RememberedSignIn.authenticated_at >= not_before,
        )
        .values(token_hash=following, used_at=now)
        .returning(RememberedSignIn)
    )


def _following(key: bytes, series: str, token: str) -> str:
    return hmac.new(key, f"{series}.{token}".encode(), hashlib.sha256).hexdigest()
