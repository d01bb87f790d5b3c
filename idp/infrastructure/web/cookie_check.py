"""Whether the browser sends cookies: a cause that a person can mend, told apart from a page of another browser.

A request without any cookie of ours comes from a browser that keeps none, or that is here for the first time. To a GET
the second is answered by sending it to the same address once more, with a cookie: only the first comes back without.
"""

from urllib.parse import quote, urlencode

from flask import abort, redirect, request

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_id
from idp.infrastructure.web.i18n import lazy_gettext

_ASKED = "cookies"


class CookiesMissing(DomainError):
    """The browser keeps no cookies, without which it can't be told from others."""

    title = lazy_gettext("Cookies are blocked")
    message = lazy_gettext(
        "Signing in requires a cookie. Please allow cookies for this site in your browser or ad blocker, then start "
        "again. Nothing was changed."
    )


def sends_cookies() -> bool:
    """Whether this request brought any cookie of ours."""
    prefix = "__Host-idp-" if current_settings().is_https else "idp-"
    return any(name.startswith(prefix) for name in request.cookies)


def require_cookies() -> None:
    """For a page that finds nothing of this browser: make sure that this is not for want of cookies.

    Raises CookiesMissing, or the redirect that shows whether the browser sends back what it is given.
    """
    if sends_cookies():
        return
    if request.method != "GET" or _ASKED in request.args:
        raise CookiesMissing
    browser_id()
    query = urlencode([*request.args.items(multi=True), (_ASKED, "set")])
    abort(redirect(f"{quote(request.path)}?{query}", 303))
