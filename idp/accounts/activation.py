"""Activating an account that was created for a person: its first password, chosen by the reader of its address."""

from sqlalchemy.orm import Session

from idp.accounts.creation import NewPerson
from idp.accounts.models import Account
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor
from idp.infrastructure.clock import current_time


def awaits_activation(account: Account) -> bool:
    """Whether no one has ever been able to sign in to the account, and it may be activated."""
    return account.is_active and account.password_hash is None and account.last_sign_in_at is None


def activate_account(session: Session, account: Account, person: NewPerson, actor: Actor) -> None:
    """Give the account its name and first password; its address counts as verified. The caller holds the account, has
    found that it awaits activation, and that ``person`` has proved its address."""
    replace_password(
        session,
        account,
        person.password_hash,
        actor,
        reason=Replacement.ACTIVATED,
        rules_met=person.password_rules_met,
    )
    account.given_name, account.family_name = person.given_name, person.family_name
    account.language = account.language or person.language
    account.email_verified_at = account.email_verified_at or current_time()
