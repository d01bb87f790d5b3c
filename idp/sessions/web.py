"""The session of this request, and its cookie."""

from flask import g, request
from werkzeug.wrappers import Response

from idp.infrastructure.clock import now
from idp.infrastructure.database import is_in_transaction
from idp.infrastructure.web.application import current_settings
from idp.sessions.lifecycle import SignedIn, find_session, touch_session
from idp.sessions.remember_cookie import clear_remember_cookie

_LONGEST_TOKEN = 100


def session_cookie_name(is_https: bool) -> str:
    """``__Host-`` binds the cookie to this very host and to TLS; without TLS (loopback) it can't be set."""
    return "__Host-idp-session" if is_https else "idp-session"


def current_sign_in() -> SignedIn | None:
    """Who is signed in with this browser; looked up once a request."""
    if "sign_in" not in g:
        g.sign_in = _find_current()
    signed_in: SignedIn | None = g.sign_in
    return signed_in


def _find_current() -> SignedIn | None:
    settings = current_settings()
    token = request.cookies.get(session_cookie_name(settings.is_https), "")
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    moment = now()
    signed_in = find_session(token, settings.sessions, moment)
    # On SQLite a second writer in this thread would wait for itself; some later request touches the session.
    if signed_in is not None and not is_in_transaction():
        touch_session(signed_in, moment)
    return signed_in


def set_session_cookie(response: Response, token: str) -> None:
    """Hand the browser its session. It lives as long as the browser; the row decides when it ends."""
    is_https = current_settings().is_https
    response.set_cookie(session_cookie_name(is_https), token, path="/", secure=is_https, httponly=True, samesite="Lax")
    g.pop("sign_in", None)


def clear_session_cookie(response: Response) -> None:
    """Take the cookie away after a sign-out, and what would bring the person back."""
    is_https = current_settings().is_https
    clear_remember_cookie(response)
    response.delete_cookie(session_cookie_name(is_https), path="/", secure=is_https, httponly=True, samesite="Lax")
    g.sign_in = None
