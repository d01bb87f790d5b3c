"""A password that the support gives to a caller: it opens the account once, soon, and only to a new password."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.alerts import issue_secure_link
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor, Permission
from idp.administration.errors import AccountDisabled
from idp.administration.messages import TemporaryPassword
from idp.administration.reasons import require_reason
from idp.infrastructure.clock import current_time

# Read out on the telephone: nothing that looks or sounds like something else.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def make_temporary_password() -> str:
    """Sixteen random signs (79 bits) in groups, to be read out."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


def give_temporary_password(
    session: Session, account: Account, password_hash: str, lifetime: timedelta, actor: Actor
) -> datetime:
    """Put a temporary password in the place of the account's own and return until when it is good.

    Everything that was opened ends, the second factor stays, and the owner is told. Raises MissingReason,
    AccountDisabled, Forbidden.
    """
    actor.demand(Permission.CREDENTIALS_RESET)
    require_reason(actor)
    lock_account(session, account.id)
    if not account.is_active:
        raise AccountDisabled(email=account.email)
    replace_password(session, account, password_hash, actor, reason=Replacement.TEMPORARY)
    now = current_time()
    account.password_change_due_at, account.password_change_reason = now, "temporary"
    account.password_expires_at = valid_until = now + lifetime
    secure = issue_secure_link(session, account, TemporaryPassword, actor)
    message = TemporaryPassword(
        given_at=now,
        valid_until=valid_until,
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)
    return valid_until
