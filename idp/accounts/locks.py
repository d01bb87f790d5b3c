"""Whether the session that changes an account may still do so: asked once more, under the account's lock.

A page looks at the session, or at the sign-in in progress, before it does slow work. Meanwhile the owner may have set
another password and ended every session; what was begun before that must not be finished after it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.i18n import lazy_gettext
from idp.interactions import Interaction
from idp.sessions import SsoSession


class SignedOutMeanwhile(DomainError):
    """The session that a change was asked with has ended before the change was made."""

    status = 403
    code = "access_denied"
    title = lazy_gettext("You have been signed out")
    message = lazy_gettext("You were signed out from another device. Nothing was changed. Please sign in again.")
    next_step = NextStep(lazy_gettext("Sign in"), "accounts.home")


def hold_account(session: Session, account_id: str, session_id: str | None) -> Account:
    """The account's row, held until the transaction ends, for a change by the person whose browser session this is.

    Raises SignedOutMeanwhile. Ending sessions holds the account too.
    """
    account = lock_account(session, account_id)
    if account is None or not account.is_active or not _is_live(session, session_id):
        raise SignedOutMeanwhile
    return account


def hold_pending_account(session: Session, interaction: Interaction) -> Account | None:
    """Who is signing in, held likewise, as long as what was checked still holds; ``interaction`` is held already.

    None when the account was disabled or its password replaced since, or the session that is stepped up has ended.
    """
    account = lock_account(session, interaction.pending_account_id)
    if account is None or not account.is_active or _has_changed_since(account, interaction):
        return None
    base = interaction.pending_session_id
    return account if base is None or _is_live(session, base) else None


def lock_account(session: Session, account_id: str | None) -> Account | None:
    """The account's row as it is now, held until the transaction ends: changes of one account take turns."""
    return session.scalar(
        select(Account).where(Account.id == account_id).with_for_update().execution_options(populate_existing=True)
    )


def _has_changed_since(account: Account, interaction: Interaction) -> bool:
    """Whether the password was replaced after the first factor was checked, by a reset in another browser say."""
    changed_at, since = account.password_changed_at, interaction.pending_since
    return since is None or (changed_at is not None and changed_at > since)


def _is_live(session: Session, session_id: str | None) -> bool:
    found = session.scalar(
        select(SsoSession.id).where(SsoSession.id == session_id, SsoSession.ended_at.is_(None)).with_for_update()
    )
    return found is not None
