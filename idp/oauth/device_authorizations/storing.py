"""Storing the request of a device, and finding it again by either of its codes."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from idp.infrastructure.database import Prepared, no_row
from idp.infrastructure.ids import digest, new_token
from idp.oauth.device_authorizations.models import DeviceAuthorization
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.device_authorizations import (
    INTERVAL_SECONDS,
    USER_CODE_LENGTH,
    USER_CODE_LETTERS,
    DeviceState,
    Pace,
)
from idp.protocol.stored_request import to_json

_T = DeviceAuthorization.__table__.c
_INSERT = Prepared(
    insert(DeviceAuthorization).values(
        {column.name: bindparam(column.name) for column in DeviceAuthorization.__table__.columns}
    ),
    no_row,
)
_COLUMNS = (_T.id, _T.client_id, _T.user_code, _T.request, _T.state, _T.expires_at, _T.interval, _T.early_until)


@dataclass(frozen=True, slots=True)
class DeviceCodes:
    """What a device is given: the code that it brings back itself, and the one that its person types."""

    device_code: str
    user_code: str


@dataclass(frozen=True, slots=True)
class AskingDevice:
    """A device in whatever state, with its request as it is stored."""

    id: str
    client_id: str
    user_code: str
    request: Mapping[str, Any]
    state: DeviceState
    expires_at: datetime
    pace: Pace

    def is_open(self, now: datetime) -> bool:
        """Whether its person can still decide."""
        return self.state is DeviceState.PENDING and now < self.expires_at


def _to_device(row: Sequence[Any]) -> AskingDevice:
    id, client_id, user_code, request, state, expires_at, interval, early_until = row
    return AskingDevice(id, client_id, user_code, request, state, expires_at, Pace(interval, early_until))


_FIND = Prepared(select(*_COLUMNS).where(_T.id == bindparam("digest")), _to_device)
_FIND_BY_USER_CODE = Prepared(select(*_COLUMNS).where(_T.user_code == bindparam("code")), _to_device)
_PACE = Prepared(
    update(DeviceAuthorization)
    .where(_T.id == bindparam("digest"), _T.interval == bindparam("known"))
    .values(interval=bindparam("interval"), early_until=bindparam("early_until")),
    no_row,
)


def store_device(asked: AuthorizationRequest, expires_at: datetime) -> DeviceCodes:
    """The codes of a device whose request was checked."""
    while True:
        codes = DeviceCodes(new_token(), _new_user_code())
        id = digest(codes.device_code)
        row = {
            "id": id,
            "client_id": asked.client_id,
            "user_code": codes.user_code,
            "request": to_json(replace(asked, device=id)),
            "state": DeviceState.PENDING,
            "interval": INTERVAL_SECONDS,
            "early_until": None,
            "expires_at": expires_at,
        }
        if _INSERT.insert_new(row):
            return codes


def find_device(id: str) -> AskingDevice | None:
    """The device by the digest of its code."""
    return _FIND.first({"digest": id})


def find_device_by_user_code(code: str) -> AskingDevice | None:
    """The device whose person types this code."""
    return _FIND_BY_USER_CODE.first({"code": code})


def note_question(device: AskingDevice, now: datetime) -> None:
    """Remember that the device has asked, and how long it waits from now on. Of parallel questions one counts."""
    pace = device.pace.after_question(now)
    _PACE.execute(
        {
            "digest": device.id,
            "known": device.pace.interval,
            "interval": pace.interval,
            "early_until": pace.early_until,
        }
    )


def _new_user_code() -> str:
    return "".join(secrets.choice(USER_CODE_LETTERS) for _ in range(USER_CODE_LENGTH))
