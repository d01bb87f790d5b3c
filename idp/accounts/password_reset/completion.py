"""The new password, and the end of everything that rested on the old one."""

from sqlalchemy.orm import Session

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.password_reset.link import is_for
from idp.accounts.security.recovering import recover_account
from idp.actors import Actor
from idp.infrastructure.one_time_links import LinkProblem, take_link


def complete_reset(
    session: Session, token: str, password_hash: str, actor: Actor, rules_met: tuple[str, ...] = ()
) -> Account | LinkProblem:
    """Redeem the link and set the password; ``rules_met`` as in :func:`recover_account`.

    Of parallel attempts with one link, one succeeds. Sessions and tokens of the account end in the same transaction, as
    does a requested deletion, and the owner is notified.
    """
    found = take_link(session, PASSWORD_RESET, token, lambda link: lock_account(session, link.subject))
    if isinstance(found, LinkProblem):
        return found
    link, account = found
    if not is_for(link, account):
        return LinkProblem.UNKNOWN
    recover_account(session, account, password_hash, actor, rules_met)
    return account
