"""Switching the active account of a browser to another one that is signed in there, without a password."""

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.audit import audit
from idp.infrastructure.web.application import current_settings
from idp.sessions import SessionHandle, current_accounts, resume_session, set_session_cookies


def switch_to(session: Session, response: Response, handle: SessionHandle) -> bool:
    """Make ``handle``, which is one of this browser's, the active session; the cookies go with ``response``.

    False where it has ended since it was looked up. The values of the cookies only change their places: a new value
    takes an authentication.
    """
    if not resume_session(session, handle.signed_in.session_id, handle.token, current_settings().sessions):
        return False
    who = handle.signed_in
    actor = visitor().identified_as(who.account_id, who.session_id)
    audit(session, actor, "session.switched_to", subject=who.account_id, session_id=who.session_id)
    set_session_cookies(response, current_accounts().activate(handle))
    return True
