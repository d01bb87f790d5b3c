"""Replacing a password: the one way in which an account gets another one, and what ends with the old one."""

from enum import StrEnum

from sqlalchemy.orm import Session

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account
from idp.accounts.notices import OBJECTION_TIME, notify
from idp.accounts.password.messages import PasswordChanged
from idp.accounts.recovery_email.change import drop_recovery_email
from idp.accounts.security.access import end_access
from idp.accounts.security.alerts import issue_secure_link
from idp.accounts.security.former_passwords import keep_former_password
from idp.accounts.signals import credentials_changed
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import supersede_links


class Replacement(StrEnum):
    """Why a password is replaced; the value is the audit's action."""

    CHANGED = "password.changed"
    """On the password page, by the signed-in person."""
    RESET = "password_reset.completed"
    """By a mailed link."""
    DEMANDED = "password.replaced"
    """In a sign-in that demands another one."""
    ACTIVATED = "account.activated"
    """By the link that activates an account: its first one."""
    INVITED = "password.set_by_invitation"
    """By the link that makes the account an operator's."""
    REGISTERED = "password.set_by_registration"
    """By a registration that a portal has asked for again: there was none."""
    VOIDED = "password.voided"
    """By a portal that asks its people to register again: there is none until they have."""
    TEMPORARY = "account.temporary_password_given"
    """By the support, for one sign-in."""
    SECURED = "account.secured"
    """By the owner's answer to a security alert: there is none until the next reset."""


# Those that leave no password of the person's own choice have a message of their own; the first password needs none.
_UNTOLD = frozenset(
    {
        Replacement.TEMPORARY,
        Replacement.SECURED,
        Replacement.ACTIVATED,
        Replacement.REGISTERED,
        Replacement.VOIDED,
    }
)


def replace_password(
    session: Session,
    account: Account,
    new_hash: str | None,
    actor: Actor,
    *,
    reason: Replacement,
    rules_met: tuple[str, ...] = (),
) -> None:
    """Store the new hash, end everything that rested on the old password but the actor's session, and tell the owner.

    The old hash is kept to compare with; a change that was due is settled; links for a new password are void, and a
    recovery address from the last days, which could ask for one, goes. Receivers of ``credentials_changed`` end what
    else rested on the old one. The caller holds the account. Without a hash no
    password opens the account until the next reset. ``rules_met`` are the fingerprints of the password rules that the
    new one meets, where its session goes on; otherwise the next sign-in finds out.
    """
    now = current_time()
    keep_former_password(session, account, now)
    account.password_hash, account.password_changed_at = new_hash, now
    account.password_rules_met = rules_met
    account.password_change_due_at = account.password_change_reason = account.password_expires_at = None
    supersede_links(session, PASSWORD_RESET, account.id)
    ended = end_access(session, account.id, actor, revokes_own=True)
    credentials_changed.send(account.id, session=session)
    drop_recovery_email(session, account, actor, now - OBJECTION_TIME)
    audit(session, actor, reason.value, subject=account.id, ended_sessions=ended)
    if reason not in _UNTOLD:
        secure = issue_secure_link(session, account, PasswordChanged, actor)
        message = PasswordChanged(
            asked_by=actor.request_info,
            changed_at=now,
            secure_link=secure.url,
            secure_until=secure.valid_until,
            name=account.name,
        )
        notify(session, account, message, actor)
