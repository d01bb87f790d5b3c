"""The browsers that a person has signed in with before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from idp.infrastructure.database import connection
from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.request_info import RequestInfo
from idp.sessions.models import Device

LIFETIME = timedelta(days=365)
_FIND = select(Device.id, Device.trusted_until).where(
    Device.token_hash == bindparam("token_hash"), Device.account_id == bindparam("account")
)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device that the account was used on before. ``trusted_until`` says how long it goes without a second factor."""

    id: str
    trusted_until: datetime | None


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """The device of a sign-in, and the value that its cookie has from now on."""

    row: Device
    token: str
    is_new: bool


def find_device(token: str | None, account_id: str) -> KnownDevice | None:
    """The device of a cookie's value, as far as this account knows it: one statement, outside any transaction.

    The statement is made without a cookie, too, so that the work tells nothing about an account.
    """
    found = {"token_hash": digest(token or ""), "account": account_id}
    row = connection().execute(_FIND, found).first()
    return None if row is None or token is None else KnownDevice(row.id, row.trusted_until)


def note_device(
    session: Session,
    account_id: str,
    token: str | None,
    *,
    request_info: RequestInfo,
    place: str,
    moment: datetime,
) -> SeenDevice:
    """Write down that the account signs in with the browser that holds ``token``.

    A browser that is new to the account gets a new value: whoever has copied the cookie before, on a shared computer
    say, must not become known to the next person by it. Other people's rows of the same browser go along.
    """
    row = _own_row(session, account_id, token) if token else None
    if row is not None and token is not None:
        row.last_seen_at = moment
        row.user_agent, row.ip, row.place = request_info.user_agent, request_info.ip, place
        return SeenDevice(row, token, is_new=False)
    fresh = new_token()
    if token:
        session.execute(update(Device).where(Device.token_hash == digest(token)).values(token_hash=digest(fresh)))
    row = Device(
        account_id=account_id,
        token_hash=digest(fresh),
        user_agent=request_info.user_agent,
        ip=request_info.ip,
        place=place,
        first_seen_at=moment,
        last_seen_at=moment,
    )
    session.add(row)
    session.flush()
    return SeenDevice(row, fresh, is_new=True)


def _own_row(session: Session, account_id: str, token: str) -> Device | None:
    return session.scalar(select(Device).where(Device.token_hash == digest(token), Device.account_id == account_id))
