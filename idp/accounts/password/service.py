"""A new password in place of one that is known, or of none."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.authority import hold_account
from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.password.messages import PasswordChanged
from idp.accounts.password_change import replace_password
from idp.accounts.signals import credentials_changed
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import supersede_links
from idp.infrastructure.request_info import RequestInfo
from idp.mail import enqueue
from idp.sessions import end_other_sessions


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """Who chooses a password and from where. ``kept_session_id`` is the browser session that goes on; ``reset_page``
    the complete address of the page for a new password."""

    account_id: str
    kept_session_id: str
    portal: str
    language: str
    request_info: RequestInfo
    reset_page: str


def change_password(session: Session, change: PasswordChange, password_hash: str) -> None:
    """Store the new password, end everything that rested on the old one but this browser's session, tell the owner.

    Mailed links for a new password end too: one that somebody else has asked for must not undo this. Raises
    SignedOutMeanwhile.
    """
    moment = now()
    account = hold_account(session, change.account_id, change.kept_session_id)
    replace_password(session, account, password_hash, moment)
    supersede_links(session, PASSWORD_RESET, account.id)
    ended = end_other_sessions(session, account.id, change.kept_session_id)
    credentials_changed.send(account.id, session=session)
    record(
        session,
        "password.changed",
        actor=account.id,
        subject=account.id,
        portal=change.portal,
        ip=change.request_info.ip,
        ended_sessions=len(ended),
    )
    enqueue(
        session,
        PasswordChanged(
            changed_at=moment, reset_link=change.reset_page, name=account.name, asked_by=change.request_info
        ),
        recipient=account.email,
        portal=change.portal,
        language=account.language or change.language,
        account_id=account.id,
    )
