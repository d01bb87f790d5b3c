"""What another person may have added to an account, taken away when it is back with its owner."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.recovery_email.change import drop_recovery_email
from idp.accounts.signals import account_secured
from idp.actors import Actor

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before everything that an account can have."""


def remove_additions(session: Session, account: Account, actor: Actor, since: datetime) -> None:
    """Take away what would let another person in again and was added after ``since``: the recovery address, and what
    receivers of ``account_secured`` own. The owner is told of each.

    The caller holds the account, and has ended its sessions with what they remember and trust.
    """
    drop_recovery_email(session, account, actor, since)
    account_secured.send(account.id, session=session, actor=actor, since=since)
