"""Whether a recovery address may be used."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import OBJECTION_TIME


def find_usable(session: Session, account: Account, now: datetime) -> str | None:
    """The recovery address a link may go to: confirmed some days ago, and in no other account.

    Takes one statement whatever the account has, so that the work does not tell.
    """
    address = account.recovery_email
    is_shared = session.scalar(
        select(Account.id)
        .where(Account.id != account.id, or_(Account.email == address, Account.recovery_email == address))
        .limit(1)
    )
    confirmed_at = account.recovery_email_verified_at
    # The link lets the account's own address count as proved, so that has to be so already.
    if address is None or confirmed_at is None or account.email_verified_at is None:
        return None
    return None if is_shared or now - confirmed_at < OBJECTION_TIME else address
