"""Sending a code for one sign-in, and using it."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from idp.accounts.notices import notify
from idp.accounts.own_account import get_own_account
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor
from idp.factors.mailed_codes.messages import SignInCode
from idp.factors.mailed_codes.models import MailedCode
from idp.infrastructure.database import UtcDateTime, connection
from idp.infrastructure.ids import new_code, read_typed_code
from idp.infrastructure.rate_limits import Budget, Decision, hit_limit
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.single_use import SingleUse
from idp.settings import ThrottleSettings

LIFETIME = timedelta(minutes=10)
_MAIL_WINDOW = timedelta(hours=1)
_PURPOSE = "mailed codes"

_LIVES = (
    MailedCode.interaction_id == bindparam("interaction"),
    MailedCode.account_id == bindparam("account"),
    MailedCode.state == SingleUse.OPEN,
    MailedCode.expires_at > bindparam("moment", type_=UtcDateTime()),
)
_PRESENT = select(MailedCode.expires_at).where(*_LIVES)
_REDEEM = (
    update(MailedCode)
    .where(*_LIVES, MailedCode.code_hash.in_(bindparam("hashes", expanding=True)))
    .values(state=SingleUse.REDEEMED, ended_at=bindparam("moment", type_=UtcDateTime()))
    .returning(MailedCode.id)
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a code is good for: this person's sign-in in this interaction and nothing else."""

    interaction_id: str
    account_id: str


def valid_until(bound: Bound, now: datetime) -> datetime | None:
    """Until when the code on its way holds; None where there is none. Read outside any transaction."""
    expires_at: datetime | None = (
        connection()
        .execute(_PRESENT, {"interaction": bound.interaction_id, "account": bound.account_id, "moment": now})
        .scalar()
    )
    return expires_at


def hit_mail_limit(account_id: str, settings: ThrottleSettings, now: datetime) -> Decision:
    """Count a mail before it is written, over all sign-ins of the account."""
    return hit_limit([Budget(f"mailed code/account {account_id}", settings.mails_per_address, _MAIL_WINDOW)], now)


def send_code(session: Session, bound: Bound, box: SecretBox, actor: Actor, now: datetime) -> datetime:
    """Mail a fresh code, in place of any earlier one of this sign-in; returns until when it holds."""
    account = get_own_account(session, bound.account_id)
    session.execute(
        update(MailedCode)
        .where(MailedCode.interaction_id == bound.interaction_id, MailedCode.state == SingleUse.OPEN)
        .values(state=SingleUse.SUPERSEDED, ended_at=now)
    )
    code = new_code()
    expires_at = now + LIFETIME
    session.add(
        MailedCode(
            account_id=bound.account_id,
            interaction_id=bound.interaction_id,
            code_hash=_hash(box.derive(_PURPOSE), bound, code),
            created_at=now,
            expires_at=expires_at,
        )
    )
    secure = issue_secure_link(session, account, SignInCode, actor)
    message = SignInCode(
        asked_by=actor.request_info,
        code=code,
        valid_until=expires_at,
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)
    return expires_at


def redeem_code(bound: Bound, typed: str, box: SecretBox, now: datetime) -> bool:
    """Use the code up, outside any transaction: of any number of parallel attempts, one does."""
    code = read_typed_code(typed)
    hashes = [_hash(key, bound, code) for key in box.derive_all(_PURPOSE)]
    values = {
        "interaction": bound.interaction_id,
        "account": bound.account_id,
        "moment": now,
        "hashes": hashes,
    }
    return connection().execute(_REDEEM, values).first() is not None


def _hash(key: bytes, bound: Bound, code: str) -> str:
    """Keyed: six digits are guessed in no time from a plain digest."""
    text = f"{bound.interaction_id}\n{bound.account_id}\n{code}"
    return hmac.digest(key, text.encode(), "sha256").hex()
