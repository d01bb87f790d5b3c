"""Former passwords: kept as hashes, so that a portal can refuse them."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account, FormerPassword
from idp.accounts.passwords import verify_password
from idp.infrastructure.database import connection
from idp.infrastructure.web.application import current_settings
from idp.settings import PasswordPolicy

# As many as any portal can ask to remember, the present one aside.
_MOST_KEPT = 24

_PRESENT = select(Account.password_hash).where(Account.id == bindparam("account"))
_FORMER = (
    select(FormerPassword.password_hash)
    .where(FormerPassword.account_id == bindparam("account"))
    .order_by(FormerPassword.replaced_at.desc(), FormerPassword.id)
    .limit(bindparam("most"))
)


def is_former_password(account_id: str, password: str, policy: PasswordPolicy) -> bool:
    """Whether the password is among the last ones that the portal takes no more; call it outside any transaction."""
    if policy.former_passwords == 0:
        return False
    present = connection().execute(_PRESENT, {"account": account_id}).scalar()
    former = connection().execute(_FORMER, {"account": account_id, "most": policy.former_passwords - 1}).scalars()
    settings = current_settings().passwords
    return any(verify_password(stored, password, settings) for stored in [present, *former] if stored)


def keep_former_password(session: Session, account: Account, now: datetime) -> None:
    """Keep the hash that is about to be replaced, where there is one."""
    if account.password_hash is None:
        return
    session.add(FormerPassword(account_id=account.id, password_hash=account.password_hash, replaced_at=now))
    _forget_oldest(session, account.id)


def _forget_oldest(session: Session, account_id: str) -> None:
    session.flush()
    surplus = session.scalars(
        select(FormerPassword)
        .where(FormerPassword.account_id == account_id)
        .order_by(FormerPassword.replaced_at.desc(), FormerPassword.id)
        .offset(_MOST_KEPT)
    )
    for former in surplus:
        session.delete(former)
