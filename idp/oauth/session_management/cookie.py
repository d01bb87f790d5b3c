"""The cookie that the framed page reads: the one cookie of the product that scripts and other sites' frames may use.

Only browsers have it that were at an application which watches the sign-in.
"""

from flask import request
from werkzeug.wrappers import Response

from idp.infrastructure.web.application import current_settings
from idp.oauth.session_management.states import browser_state_of
from idp.sessions import SignedIn


def state_cookie_name(is_https: bool) -> str:
    """The page's script knows both names."""
    return "__Host-idp-state" if is_https else "idp-state"


def set_state_cookie(response: Response, session_id: str | None) -> None:
    """Let the browser have the state of this session, or none."""
    is_https = current_settings().is_https
    # Without TLS, on this machine alone, browsers take no cookie that other sites' frames may use.
    same_site = "None" if is_https else "Lax"
    name = state_cookie_name(is_https)
    if session_id is None:
        response.delete_cookie(name, path="/", secure=is_https, samesite=same_site)
    else:
        response.set_cookie(name, browser_state_of(session_id), path="/", secure=is_https, samesite=same_site)


def follow_session(response: Response, active: SignedIn | None) -> None:
    """Change the cookie of a browser that has it with its active session."""
    if state_cookie_name(current_settings().is_https) in request.cookies:
        set_state_cookie(response, active.session_id if active else None)
