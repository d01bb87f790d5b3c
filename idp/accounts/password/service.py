"""A new password in place of one that is known, or of none."""

from sqlalchemy.orm import Session

from idp.accounts.authority import hold_account
from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.links import reset_page
from idp.accounts.notices import notify
from idp.accounts.password.messages import PasswordChanged
from idp.accounts.password_change import replace_password
from idp.accounts.signals import credentials_changed
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import supersede_links
from idp.sessions import end_other_sessions


def change_password(session: Session, account_id: str, password_hash: str, actor: Actor) -> None:
    """Store the new password, end everything that rested on the old one but the actor's session, tell the owner.

    Mailed links for a new password end too: one that somebody else has asked for must not undo this. Raises
    SignedOutMeanwhile.
    """
    moment = now()
    account = hold_account(session, account_id, actor.session_id)
    replace_password(session, account, password_hash, moment)
    supersede_links(session, PASSWORD_RESET, account.id)
    ended = end_other_sessions(session, account.id, actor.session_id)
    credentials_changed.send(account.id, session=session)
    audit(session, actor, "password.changed", subject=account.id, ended_sessions=len(ended))
    message = PasswordChanged(
        changed_at=moment, reset_link=reset_page(actor.portal), name=account.name, asked_by=actor.request_info
    )
    notify(session, account, message, actor)
