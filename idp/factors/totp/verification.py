"""The check of a code: right, and not used before."""

from datetime import datetime
from enum import Enum

from sqlalchemy import bindparam, select, update

from idp.factors.totp.codes import find_step
from idp.factors.totp.enrolment import read_secret
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.database import UtcDateTime, connection
from idp.infrastructure.secrets import SecretBox

_MINE = select(TotpSecret.id, TotpSecret.wrapped_secret).where(
    TotpSecret.account_id == bindparam("account"), TotpSecret.confirmed_at.is_not(None)
)
# Of any number of parallel attempts with one code, one moves the step on.
_REDEEM = (
    update(TotpSecret)
    .where(TotpSecret.id == bindparam("secret"), TotpSecret.last_step < bindparam("step"))
    .values(last_step=bindparam("step"), last_used_at=bindparam("moment", type_=UtcDateTime()))
    .returning(TotpSecret.id)
)


class Verdict(Enum):
    """What became of a code."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    USED = "used"


def redeem_code(account_id: str, typed: str, box: SecretBox, now: datetime) -> Verdict:
    """Judge a code and use it up; outside any transaction.

    With it every earlier code of the same app is used up as well, whether or not it was ever typed.
    """
    verdict = Verdict.WRONG
    for row in connection().execute(_MINE, {"account": account_id}).all():
        step = find_step(read_secret(box, row.id, row.wrapped_secret), typed, now)
        if step is None:
            continue
        if connection().execute(_REDEEM, {"secret": row.id, "step": step, "moment": now}).first():
            return Verdict.ACCEPTED
        verdict = Verdict.USED
    return verdict
