"""The sessions of this request, and their cookies.

One cookie holds the session of the person who acts, a second one those of the others who are signed in with the same
browser. The second is looked at only where it matters who else is there.
"""

import re
from collections.abc import Callable, Collection

from flask import current_app, g, request
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import is_in_transaction, reading
from idp.infrastructure.ids import digest
from idp.infrastructure.web.application import Application, current_settings
from idp.infrastructure.web.csrf import hand_forms_to
from idp.infrastructure.web.flow import portal_key
from idp.sessions.browser_accounts import MOST_OTHERS, BrowserAccounts, SessionHandle
from idp.sessions.lifecycle import SignedIn, find_session, find_sessions, touch_session
from idp.sessions.models import SsoSession
from idp.sessions.remember_cookie import clear_remember_cookie, current_remember_value
from idp.sessions.remembered import account_of_series

FOUND_EARLY = "einlass.active_session"
"""Where the handle of a session that was looked up ahead of Flask stands in the WSGI environment."""
_FOLLOWER = "idp-sign-outs"
_SESSION_FOLLOWER = "idp-sessions"
_LONGEST_TOKEN = 100
_LONGEST_LIST = 1000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
_CHOICE_DUE = "choose"
"""Beside the tokens of the others; the cookie keeps an answer ahead of Flask from being given, too."""


def session_cookie_name(is_https: bool) -> str:
    """``__Host-`` binds the cookie to this very host and to TLS; without TLS (loopback) it can't be set."""
    return "__Host-idp-session" if is_https else "idp-session"


def others_cookie_name(is_https: bool) -> str:
    """Of the people who are signed in beside the active one."""
    return "__Host-idp-others" if is_https else "idp-others"


def current_sign_in() -> SignedIn | None:
    """Who is signed in with this browser, and acts; looked up once a request."""
    handle = _active()
    return handle.signed_in if handle else None


def other_sessions() -> tuple[SessionHandle, ...]:
    """The other sessions of this browser, looked up once a request: one statement for all, none without them."""
    if "other_sessions" not in g:
        g.other_sessions = _find_others()
    others: tuple[SessionHandle, ...] = g.other_sessions
    return others


def current_accounts() -> BrowserAccounts:
    """The accounts that are signed in with this browser."""
    return BrowserAccounts(_active(), other_sessions(), is_choice_due())


def is_choice_due() -> bool:
    """:attr:`BrowserAccounts.is_choice_due`, without a look at the sessions."""
    if "is_choice_due" not in g:
        g.is_choice_due = _CHOICE_DUE in _parts_of_list()
    return bool(g.is_choice_due)


def override_current(accounts: BrowserAccounts) -> None:
    """Let this request see these sessions from here on, in the place of those of its cookies."""
    g.active_session, g.other_sessions, g.is_choice_due = accounts.active, accounts.others, accounts.is_choice_due


def _active() -> SessionHandle | None:
    if "active_session" not in g:
        g.active_session = request.environ.get(FOUND_EARLY) or _find_active()
    active: SessionHandle | None = g.active_session
    return active


def _find_active() -> SessionHandle | None:
    return find_active(request.cookies.get(session_cookie_name(current_settings().is_https), ""), portal_key())


def find_active(token: str, portal: str) -> SessionHandle | None:
    """The live session of the session cookie's value; what is known of its account at ``portal`` comes with it."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    now = current_time()
    signed_in = find_session(token, current_settings().sessions, now, portal)
    # On SQLite a second writer in this thread would wait for itself; some later request touches the session.
    if signed_in is not None and not is_in_transaction():
        touch_session(signed_in, now)
    return SessionHandle(token, signed_in) if signed_in else None


def _find_others() -> tuple[SessionHandle, ...]:
    tokens = _other_tokens()
    if not tokens:
        return ()
    found = find_sessions(tokens, current_settings().sessions, current_time(), portal_key())
    active = _active()
    known = {active.signed_in.account_id} if active else set()
    others = []
    for token, signed_in in found.items():
        if signed_in.account_id not in known:
            known.add(signed_in.account_id)
            others.append(SessionHandle(token, signed_in))
    return tuple(others)


def _other_tokens() -> list[str]:
    """What the cookie may hold, whatever it does hold."""
    return list(dict.fromkeys(part for part in _parts_of_list() if _TOKEN.fullmatch(part)))[:MOST_OTHERS]


def _parts_of_list() -> list[str]:
    value = request.cookies.get(others_cookie_name(current_settings().is_https), "")
    return value.split(".") if len(value) <= _LONGEST_LIST else []


def is_kept_here(session: SsoSession) -> bool:
    """Whether this browser has the cookie of a session, which may have ended."""
    own = request.cookies.get(session_cookie_name(current_settings().is_https), "")
    return session.token_hash in map(digest, (own, *_other_tokens()))


def set_session_cookies(response: Response, accounts: BrowserAccounts) -> None:
    """Set the cookies of these sessions. They live as long as the browser; the rows decide when the sessions end."""
    settings, former = current_settings(), current_sign_in()
    override_current(accounts)
    _set_cookie(response, session_cookie_name(settings.is_https), accounts.active.token if accounts.active else "")
    listed = [_CHOICE_DUE] * accounts.is_choice_due + [each.token for each in accounts.others]
    _set_cookie(response, others_cookie_name(settings.is_https), ".".join(listed))
    if accounts.active:
        hand_forms_to(accounts.active.signed_in.account_id, former.account_id if former else None)
    if follow := current_app.extensions.get(_SESSION_FOLLOWER):
        follow(response, accounts.active.signed_in if accounts.active else None)


def follow_sessions(app: Application, follow: Callable[[Response, SignedIn | None], None]) -> None:
    """Have ``follow`` change each answer that sets the cookies of sessions; it is given the active one."""
    app.extensions[_SESSION_FOLLOWER] = follow


def follow_sign_outs(app: Application, follow: Callable[[Response, Collection[SignedIn]], None]) -> None:
    """Have ``follow`` look at each answer by which people are taken out of a browser, and change it."""
    app.extensions[_FOLLOWER] = follow


def sign_out_here(response: Response, ended: Collection[SignedIn]) -> None:
    """Take people out of the cookies, and what would bring them back; the sessions of the others go on."""
    set_session_cookies(response, current_accounts().after_sign_out({each.session_id for each in ended}))
    if remembered := current_remember_value():
        with reading() as session:
            owner = account_of_series(session, remembered)
        if owner is None or owner in {each.account_id for each in ended}:
            clear_remember_cookie(response)
    if follow := current_app.extensions.get(_FOLLOWER):
        follow(response, ended)


def sign_out_active(response: Response) -> None:
    """The same for the active session, if there is one."""
    signed_in = current_sign_in()
    sign_out_here(response, [signed_in] if signed_in else [])


def _set_cookie(response: Response, name: str, value: str) -> None:
    is_https = current_settings().is_https
    if value:
        response.set_cookie(name, value, path="/", secure=is_https, httponly=True, samesite="Lax")
    elif name in request.cookies:
        response.delete_cookie(name, path="/", secure=is_https, httponly=True, samesite="Lax")
