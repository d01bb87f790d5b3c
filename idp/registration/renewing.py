"""Registering again, with the address of an account that a portal has asked to, and that no password opens."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import Actor
from idp.admissions.models import AdmissionRecord
from idp.infrastructure.clock import current_time
from idp.protocol.admission import AdmissionState
from idp.registration.models import Registration


def find_renewable(session: Session, registration: Registration) -> Account | None:
    """The account of the address, where its person registers like a new one. A password that works is never replaced:
    who has one signs in with it, and asks for access."""
    return session.scalar(select(Account).where(Account.email == registration.email, *_is_renewable(registration)))


def renew_account(session: Session, account: Account, registration: Registration, actor: Actor) -> str | None:
    """Give the account the password that was entered; its id. What it has of the person stays, and what it lacks is
    filled in. None where it can be signed in to by now."""
    lock_account(session, account.id)
    if find_renewable(session, registration) is None:
        return None
    own = actor.at_portal(registration.portal).identified_as(account.id)
    rules_met = registration.password_rules_met
    replace_password(
        session, account, registration.password_hash, own, reason=Replacement.REGISTERED, rules_met=rules_met
    )
    if not account.name:
        account.given_name, account.family_name = registration.given_name, registration.family_name
    account.language = account.language or registration.language
    account.email_verified_at = account.email_verified_at or current_time()
    return account.id


def _is_renewable(registration: Registration) -> tuple[ColumnElement[bool], ...]:
    is_asked = select(AdmissionRecord.account_id).where(
        AdmissionRecord.account_id == Account.id,
        AdmissionRecord.portal == registration.portal,
        AdmissionRecord.state == AdmissionState.RENEWAL.value,
    )
    return Account.password_hash.is_(None), Account.disabled_at.is_(None), is_asked.exists()
