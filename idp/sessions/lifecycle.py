"""A session's life: start, look-up on every request, end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, column, exists, select, table, update
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.admissions.lookup import ADMISSION, to_admission, with_admission
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, UtcDateTime, connection
from idp.infrastructure.ids import digest, new_token
from idp.protocol.admission import Admission
from idp.protocol.second_factor import DeviceTrust
from idp.sessions.devices import to_trust
from idp.sessions.models import Device, RememberedSignIn, SsoSession
from idp.settings import SessionSettings

# Every page would otherwise be a write.
TOUCH_INTERVAL = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session of the browser that asks. ``session_id`` is the ``sid``."""

    session_id: str
    account_id: str
    authenticated_at: datetime
    amr: tuple[str, ...]
    acr: str
    last_seen_at: datetime
    # Where the account stands at the portal of the request, as far as it was looked up.
    admission: Admission | None = None
    # Whether setting up a demanded second factor was put off, and the account's trust in the session's device.
    is_enrolment_put_off: bool = False
    trust: DeviceTrust | None = None
    # When the session ends in any case.
    expires_at: datetime | None = None

    @classmethod
    def of(cls, row: SsoSession, trust: DeviceTrust | None = None) -> "SignedIn":
        """What a session's row says; ``trust`` is that in its device."""
        return cls(
            row.id,
            row.account_id,
            row.authenticated_at,
            tuple(row.amr),
            row.acr,
            row.last_seen_at,
            is_enrolment_put_off=row.enrolment_put_off_at is not None,
            trust=trust,
            expires_at=row.expires_at,
        )


# By name: the package of accounts lies above this one. A disabled account is signed out at once.
_accounts = table("accounts", column("id"), column("disabled_at"))
# Who is let in, however the session is looked for; the times are those of `_limits`.
_LIVES = and_(
    SsoSession.ended_at.is_(None),
    SsoSession.expires_at > bindparam("moment", type_=UtcDateTime()),
    SsoSession.last_seen_at > bindparam("idle_since", type_=UtcDateTime()),
    exists().where(_accounts.c.id == SsoSession.account_id, _accounts.c.disabled_at.is_(None)),
)
_OWN = (
    SsoSession.id,
    SsoSession.account_id,
    SsoSession.authenticated_at,
    SsoSession.amr,
    SsoSession.acr,
    SsoSession.last_seen_at,
    SsoSession.enrolment_put_off_at,
    SsoSession.expires_at,
    Device.trusted_at,
    Device.trusted_until,
)
# Where the account stands at the portal of the request comes within the same statement.
_COLUMNS = (*_OWN, *ADMISSION)
_SOURCE = with_admission(
    SsoSession.__table__.outerjoin(Device.__table__, Device.id == SsoSession.device_id),
    SsoSession.account_id,
)


def _to_signed_in(row: Sequence[Any], portal: str) -> SignedIn:
    own, admission = row[: len(_OWN)], row[len(_OWN) : len(_COLUMNS)]
    session_id, account_id, authenticated_at, amr, acr, last_seen_at, *later = own
    put_off_at, expires_at, *trust = later
    return SignedIn(
        session_id,
        account_id,
        authenticated_at,
        tuple(amr),
        acr,
        last_seen_at,
        to_admission(admission, portal),
        is_enrolment_put_off=put_off_at is not None,
        trust=to_trust(*trust),
        expires_at=expires_at,
    )


_FIND = Prepared(
    select(*_COLUMNS).select_from(_SOURCE).where(SsoSession.token_hash == bindparam("token_hash"), _LIVES), tuple
)
_FIND_SOME = (
    select(*_COLUMNS, SsoSession.token_hash)
    .select_from(_SOURCE)
    .where(SsoSession.token_hash.in_(bindparam("token_hashes", expanding=True)), _LIVES)
)
_RESUME = (
    update(SsoSession)
    .where(SsoSession.id == bindparam("resumed"), SsoSession.token_hash == bindparam("by_hash"), _LIVES)
    .values(last_seen_at=bindparam("moment", type_=UtcDateTime()))
    .returning(SsoSession.id)
    .execution_options(synchronize_session=False)
)
_TOUCH = (
    update(SsoSession)
    .where(SsoSession.id == bindparam("session_id"))
    .values(last_seen_at=bindparam("moment", type_=UtcDateTime()))
)


def find_session(token: str, settings: SessionSettings, now: datetime, portal: str = "") -> SignedIn | None:
    """The live session of a cookie's value: one statement, outside any transaction.

    ``portal`` is the key of the portal at which the account's admission is looked up beside.
    """
    row = _FIND.first({"token_hash": digest(token), "at_portal": portal, **_limits(settings, now)})
    return None if row is None else _to_signed_in(row, portal)


def find_sessions(
    tokens: Sequence[str], settings: SessionSettings, now: datetime, portal: str = ""
) -> dict[str, SignedIn]:
    """The live ones among the sessions of several values, by value and in their order: one statement for all."""
    hashes = {digest(token): token for token in tokens}
    wanted = {"token_hashes": list(hashes), "at_portal": portal, **_limits(settings, now)}
    rows = connection().execute(_FIND_SOME, wanted).all()
    found = {hashes[row.token_hash]: _to_signed_in(row, portal) for row in rows}
    return {token: found[token] for token in tokens if token in found}


def resume_session(session: Session, session_id: str, token: str, settings: SessionSettings) -> bool:
    """Take a session into use again; False where it does not live any more, or is not the one of this value."""
    wanted = {"resumed": session_id, "by_hash": digest(token), **_limits(settings, current_time())}
    return session.execute(_RESUME, wanted).first() is not None


def _limits(settings: SessionSettings, now: datetime) -> dict[str, datetime]:
    return {"moment": now, "idle_since": now - timedelta(minutes=settings.idle_minutes)}


def touch_session(signed_in: SignedIn, now: datetime) -> None:
    """Note that the session is in use, once in a while. Not within a transaction: it writes on its own."""
    if now - signed_in.last_seen_at >= TOUCH_INTERVAL:
        connection().execute(_TOUCH, {"session_id": signed_in.session_id, "moment": now})


def start_session(
    session: Session,
    account_id: str,
    *,
    amr: Sequence[str],
    acr: str,
    actor: Actor,
    settings: SessionSettings,
    present: Iterable[SignedIn] = (),
    device: Device | None = None,
    proved_at: datetime | None = None,
) -> tuple[SsoSession, str]:
    """Sign ``account_id`` in and return the session with the new value of its cookie.

    ``present`` are the sessions that the browser holds. The one of the same person goes on under a new cookie value
    (relying parties know it by its id, and no sign-out took place); those of others stay, and a new one begins
    beside them: a ``sid`` never changes its ``sub``. ``device`` is the browser, where it is known. ``proved_at`` is
    when the session that is stepped up began: it stays as old, and ends as before, because nothing but a further
    factor was checked.
    """
    token = new_token()
    now = current_time()
    own = next((each for each in present if each.account_id == account_id), None)
    row = _find_own(session, own)
    if row is None:
        row = SsoSession(account_id=account_id)
        session.add(row)
    row.token_hash = digest(token)
    row.authenticated_at, row.last_seen_at = proved_at or now, now
    if proved_at is None or row.expires_at is None:
        row.expires_at = now + timedelta(hours=settings.absolute_hours)
    row.amr, row.acr = list(amr), acr
    row.ip, row.user_agent = actor.request_info.ip, actor.request_info.user_agent
    if device is not None:
        row.device_id, row.place = device.id, device.place
    session.flush()
    return row, token


def _find_own(session: Session, own: SignedIn | None) -> SsoSession | None:
    if own is None:
        return None
    return session.scalar(
        select(SsoSession).where(SsoSession.id == own.session_id, SsoSession.ended_at.is_(None)).with_for_update()
    )


def hold_session(session: Session, session_id: str) -> bool:
    """Keep others from ending a session before this transaction is over; False where it has ended already.

    What is stored under it meanwhile is thereby seen by those who end it.
    """
    held = select(SsoSession.id).where(SsoSession.id == session_id, SsoSession.ended_at.is_(None))
    return session.scalar(held.with_for_update(read=True)) is not None


def end_session(session: Session, session_id: str) -> bool:
    """End a session and the remembered sign-in that it came from; False when it had ended already."""
    now = current_time()
    ended = session.execute(
        update(SsoSession)
        .where(SsoSession.id == session_id, SsoSession.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SsoSession.remembered_id)
    ).first()
    if ended is not None and ended.remembered_id is not None:
        session.execute(
            update(RememberedSignIn)
            .where(RememberedSignIn.id == ended.remembered_id, RememberedSignIn.revoked_at.is_(None))
            .values(revoked_at=now)
        )
    return ended is not None


def end_other_sessions(session: Session, account_id: str, kept_session_id: str | None) -> list[str]:
    """Sign the person out everywhere but here, for good: remembered sign-ins and trusted devices end as well.

    Returns the ids of the sessions that this ended; without ``kept_session_id`` all of them do.
    """
    now = current_time()
    ended = session.scalars(
        update(SsoSession)
        .where(
            SsoSession.account_id == account_id,
            SsoSession.id != (kept_session_id or ""),
            SsoSession.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(SsoSession.id)
    ).all()
    forget_everywhere(session, account_id)
    return list(ended)


def forget_everywhere(session: Session, account_id: str) -> None:
    """No browser remembers the person any more, and none goes without the second factor."""
    session.execute(
        update(RememberedSignIn)
        .where(RememberedSignIn.account_id == account_id, RememberedSignIn.revoked_at.is_(None))
        .values(revoked_at=current_time())
    )
    session.execute(update(Device).where(Device.account_id == account_id).values(trusted_until=None))


def put_enrolment_off(session: Session, session_id: str, now: datetime) -> None:
    """Write down that setting up a second factor was put off in a session that goes on as it is."""
    session.execute(update(SsoSession).where(SsoSession.id == session_id).values(enrolment_put_off_at=now))


def add_to_session(session: Session, session_id: str, amr: Sequence[str], acr: str) -> None:
    """A further factor was checked within a session that goes on; when it began stays true."""
    session.execute(update(SsoSession).where(SsoSession.id == session_id).values(amr=list(amr), acr=acr))
