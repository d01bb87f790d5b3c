"""The browsers that a person has signed in with before.

A device is known by its cookie, and by naming the same browser and system as before: a cookie that comes from another
browser or another system was copied there. Versions may differ, since browsers update themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.infrastructure.database import connection
from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.user_agents import device_family
from idp.protocol.second_factor import DeviceTrust
from idp.sessions.models import Device

LIFETIME = timedelta(days=365)
_FIND = select(Device.id, Device.trusted_at, Device.trusted_until, Device.user_agent).where(
    Device.token_hash == bindparam("token_hash"), Device.account_id == bindparam("account")
)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device that the account was used on before, and the account's trust in it."""

    id: str
    trust: DeviceTrust | None


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """The device of a sign-in, and the value that its cookie has from now on."""

    row: Device
    token: str
    is_new: bool


def to_trust(given_at: datetime | None, until: datetime | None) -> DeviceTrust | None:
    """The trust that the columns of a device tell of."""
    return DeviceTrust(given_at, until) if given_at is not None and until is not None else None


def find_device(token: str | None, account_id: str, user_agent: str) -> KnownDevice | None:
    """The device of a cookie's value, as far as this account knows it: one statement, outside any transaction.

    ``user_agent`` is what the browser calls itself now.

    The statement is made without a cookie, too, so that the work tells nothing about an account.
    """
    found = {"token_hash": digest(token or ""), "account": account_id}
    row = connection().execute(_FIND, found).first()
    if row is None or token is None or not _is_same(row.user_agent, user_agent):
        return None
    return KnownDevice(row.id, to_trust(row.trusted_at, row.trusted_until))


def note_device(
    session: Session,
    account_id: str,
    token: str | None,
    *,
    actor: Actor,
    place: str,
    now: datetime,
) -> SeenDevice:
    """Write down that the account signs in with the browser that holds ``token``.

    A browser that is new to the account gets a new value: a copy of the cookie made before, on a shared computer
    say, must not be known to the next account. Other people's rows of the same browser go along; those of
    the browser that a cookie was copied from stay where they are.
    """
    request_info = actor.request_info
    row = _own_row(session, account_id, token) if token else None
    if row is not None and token is not None and _is_same(row.user_agent, request_info.user_agent):
        row.last_seen_at = now
        row.user_agent, row.ip, row.place = request_info.user_agent, request_info.ip, place
        return SeenDevice(row, token, is_new=False)
    fresh = new_token()
    for other in _rows_of(session, token) if token else ():
        if _is_same(other.user_agent, request_info.user_agent):
            other.token_hash = digest(fresh)
    row = Device(
        account_id=account_id,
        token_hash=digest(fresh),
        user_agent=request_info.user_agent,
        ip=request_info.ip,
        place=place,
        first_seen_at=now,
        last_seen_at=now,
    )
    session.add(row)
    session.flush()
    return SeenDevice(row, fresh, is_new=True)


def forget_device(session: Session, device_id: str, account_id: str) -> None:
    """The account does not know this device any more."""
    session.execute(delete(Device).where(Device.id == device_id, Device.account_id == account_id))


def _is_same(user_agent: str, other: str) -> bool:
    return device_family(user_agent) == device_family(other)


def _rows_of(session: Session, token: str) -> Sequence[Device]:
    return session.scalars(select(Device).where(Device.token_hash == digest(token))).all()


def _own_row(session: Session, account_id: str, token: str) -> Device | None:
    return session.scalar(select(Device).where(Device.token_hash == digest(token), Device.account_id == account_id))
