"""Being signed in, in one browser.

Owns the session row, the cookies (of who acts, and of who else is signed in there), lifetimes, ends and more time; the
browsers that an account knows and trusts, whom a browser remembers, and the places an account is used from. Why an
account may be signed in, by being remembered too, belongs to ``signin``.
"""

from idp.sessions.browser_accounts import BrowserAccounts, SessionHandle
from idp.sessions.lifecycle import (
    SignedIn,
    add_to_session,
    end_other_sessions,
    end_session,
    find_session,
    hold_session,
    put_enrolment_off,
    resume_session,
    start_session,
)
from idp.sessions.models import SsoSession
from idp.sessions.web import (
    current_accounts,
    current_sign_in,
    follow_sessions,
    follow_sign_outs,
    is_kept_here,
    other_sessions,
    override_current,
    set_session_cookies,
    sign_out_active,
    sign_out_here,
)

__all__ = [
    "BrowserAccounts",
    "SessionHandle",
    "SignedIn",
    "SsoSession",
    "add_to_session",
    "current_accounts",
    "current_sign_in",
    "end_other_sessions",
    "end_session",
    "find_session",
    "follow_sessions",
    "follow_sign_outs",
    "hold_session",
    "is_kept_here",
    "other_sessions",
    "override_current",
    "put_enrolment_off",
    "resume_session",
    "set_session_cookies",
    "sign_out_active",
    "sign_out_here",
    "start_session",
]
