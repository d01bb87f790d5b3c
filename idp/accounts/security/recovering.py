"""An account that goes back to the reader of its address, under a password that they have chosen."""

from sqlalchemy.orm import Session

from idp.accounts.address_changes import is_doubted
from idp.accounts.deletion.request import cancel_deletion
from idp.accounts.models import Account
from idp.accounts.security.additions import EVER, remove_additions
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor
from idp.infrastructure.clock import current_time


def recover_account(
    session: Session, account: Account, password_hash: str, actor: Actor, rules_met: tuple[str, ...] = ()
) -> None:
    """Replace the password after a mailed link was redeemed; the caller holds the account.

    The address, which the link has just proved, counts as verified, and a requested deletion ends. Second factors stay,
    but where the account was another person's until then, who had given it this address. ``rules_met`` as in
    :func:`replace_password`.
    """
    was_doubted = is_doubted(session, account)
    replace_password(session, account, password_hash, actor, reason=Replacement.RESET, rules_met=rules_met)
    account.email_verified_at = account.email_verified_at or current_time()
    cancel_deletion(session, account, actor, cause="password_reset")
    if was_doubted:
        remove_additions(session, account, actor, EVER)
