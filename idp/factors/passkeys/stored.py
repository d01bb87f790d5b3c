"""Reading passkeys outside any transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from idp.factors.passkeys.models import Passkey
from idp.infrastructure.database import connection


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey that was enrolled; ``credential_id`` as base64url."""

    id: str
    account_id: str
    credential_id: str
    public_key: bytes
    transports: tuple[str, ...]
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None
    suspicious_at: datetime | None


_COLUMNS = select(
    Passkey.id,
    Passkey.account_id,
    Passkey.credential_id,
    Passkey.public_key,
    Passkey.transports,
    Passkey.name,
    Passkey.is_backed_up,
    Passkey.created_at,
    Passkey.last_used_at,
    Passkey.suspicious_at,
)
_OF_ACCOUNT = _COLUMNS.where(Passkey.account_id == bindparam("account")).order_by(Passkey.created_at.desc(), Passkey.id)
_BY_CREDENTIAL = _COLUMNS.where(Passkey.credential_id == bindparam("credential"))


def passkeys_of(account_id: str) -> list[Known]:
    """The person's passkeys, the newest first."""
    return [_known(row) for row in connection().execute(_OF_ACCOUNT, {"account": account_id}).all()]


def find_passkey(credential_id: str) -> Known | None:
    """The passkey that an authenticator calls by this name."""
    row = connection().execute(_BY_CREDENTIAL, {"credential": credential_id}).first()
    return _known(row) if row is not None else None


def _known(row: object) -> Known:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # every SQLAlchemy row has it
    return Known(**values | {"transports": tuple(values["transports"] or ())})
