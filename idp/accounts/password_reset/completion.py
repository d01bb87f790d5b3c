"""The new password, and the end of everything that rested on the old one."""

from sqlalchemy.orm import Session

from idp.accounts.address_changes import is_doubted
from idp.accounts.deletion.request import cancel_deletion
from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.password_reset.link import is_for
from idp.accounts.security.additions import EVER, remove_additions
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import LinkProblem, redeem_link


def complete_reset(session: Session, token: str, password_hash: str, actor: Actor) -> Account | LinkProblem:
    """Redeem the link and set the password.

    Of parallel attempts with one link, one succeeds. Sessions and tokens of the account end in the same transaction, as
    does a requested deletion. The owner is notified, and the address, which the link has just proved, counts as
    verified. Second factors stay, but where the account was another person's until then, who had given it this address.
    """
    link = redeem_link(session, PASSWORD_RESET, token)
    if isinstance(link, LinkProblem):
        return link
    account = lock_account(session, link.subject)
    if account is None or not is_for(link, account):
        return LinkProblem.UNKNOWN
    was_doubted = is_doubted(session, account)
    replace_password(session, account, password_hash, actor, reason=Replacement.RESET)
    account.email_verified_at = account.email_verified_at or current_time()
    cancel_deletion(session, account, actor, cause="password_reset")
    if was_doubted:
        remove_additions(session, account, actor, EVER)
    return account
