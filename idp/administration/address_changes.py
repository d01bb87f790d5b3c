"""Another address for a person who has no access to the mailbox of the present one any more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.email_change.by_support import SupportCode, give_address
from idp.accounts.identifiers import canonical_email
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.administration.errors import AccountDisabled, EmailTaken, InvalidEmail
from idp.administration.reasons import require_reason


def change_address(session: Session, account: Account, new_email: str, actor: Actor) -> SupportCode:
    """Let the address be confirmed as the account's, by the reader of its mail who also has the code that is returned;
    the operator reads it out to the person. Until then the present address holds, and its reader is told.

    Raises MissingReason, InvalidEmail, AccountDisabled, EmailTaken (also where the account has the address already),
    Forbidden.
    """
    actor.demand(Permission.CREDENTIALS_RESET)
    require_reason(actor)
    email = canonical_email(new_email)
    if email is None:
        raise InvalidEmail(email=new_email)
    lock_account(session, account.id)
    if not account.is_active:
        raise AccountDisabled(email=account.email)
    if session.scalar(select(Account.id).where(Account.email == email)) is not None:
        raise EmailTaken
    return give_address(session, account, email, actor)
