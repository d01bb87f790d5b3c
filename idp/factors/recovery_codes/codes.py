"""Making, counting and using codes."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from idp.factors.recovery_codes.models import RecoveryCode
from idp.infrastructure.database import connection
from idp.infrastructure.ids import read_typed_code

CODES = 10
"""Codes of a set."""
# Without i, l, o, 0 and 1, which look like one another on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4
_UNUSED = (
    select(func.count())
    .select_from(RecoveryCode)
    .where(RecoveryCode.account_id == bindparam("account"), RecoveryCode.used_at.is_(None))
)
_MADE_AT = select(func.max(RecoveryCode.created_at)).where(RecoveryCode.account_id == bindparam("account"))


def new_code() -> str:
    """A code of 79 random bits in groups, such as ``k7qm-3xwd-ha9t-vb2e``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


def code_hash(account_id: str, typed: str) -> str:
    """What is stored of a code, however it is typed: SHA-256 with the account for a salt.

    No key of this installation goes in: codes lie in drawers for years and must outlive every master key.
    """
    code = read_typed_code(typed).lower()
    return hashlib.sha256(f"recovery code\n{account_id}\n{code}".encode()).hexdigest()


def make_codes(session: Session, account_id: str, now: datetime) -> list[str]:
    """A new set in place of the old one, which is void. The caller holds the account's lock."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [new_code() for _ in range(CODES)]
    session.add_all(
        RecoveryCode(account_id=account_id, code_hash=code_hash(account_id, code), created_at=now) for code in codes
    )
    return codes


def redeem_code(session: Session, account_id: str, typed: str, now: datetime) -> bool:
    """Use a code up: of any number of parallel attempts, one does."""
    used = session.scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == code_hash(account_id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).all()
    return len(used) == 1


def count_unused(account_id: str) -> int:
    """How many are left; read outside any transaction."""
    return connection().execute(_UNUSED, {"account": account_id}).scalar_one()


def made_at(account_id: str) -> datetime | None:
    """When the person's set was made; None without one."""
    now: datetime | None = connection().execute(_MADE_AT, {"account": account_id}).scalar_one()
    return now
