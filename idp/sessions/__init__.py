"""Being signed in, in one browser.

Owns the session row, its cookie, its lifetimes and its end. Why somebody may sign in belongs to ``signin``.
"""

from idp.sessions.lifecycle import (
    SignedIn,
    add_to_session,
    end_all_sessions,
    end_other_sessions,
    end_session,
    find_session,
    start_session,
)
from idp.sessions.models import BrowserSession
from idp.sessions.web import clear_session_cookie, current_sign_in, set_session_cookie

__all__ = [
    "BrowserSession",
    "SignedIn",
    "add_to_session",
    "clear_session_cookie",
    "current_sign_in",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "find_session",
    "set_session_cookie",
    "start_session",
]
