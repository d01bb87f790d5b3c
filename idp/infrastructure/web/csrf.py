"""Cross-site request forgery: an unsafe request to a page must come from one of our own forms.

Three guards, each of which suffices alone: where the browser says the request comes from (``Sec-Fetch-Site``,
``Origin``), a body that only a form can have, and the form token, which is bound to the browser cookie. Nothing of the
page runs before them.
"""

from flask import Flask, g, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect

from idp.infrastructure.errors import DomainError
from idp.infrastructure.ids import digest
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.cookie_check import CookiesMissing, sends_cookies
from idp.infrastructure.web.endpoints import is_machine_endpoint, is_open_to_other_sites
from idp.infrastructure.web.i18n import lazy_gettext

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_TOKEN, _OWNER = "csrf_token", "forms_of"
_csrf = CSRFProtect()


class ForeignForm(DomainError):
    """An unsafe request that did not come from one of our forms in this browser."""

    title = lazy_gettext("This page has expired")
    message = lazy_gettext("Nothing was changed. Please reload the page and enter your details again.")


def init_csrf(app: Flask) -> None:
    """Guard every page; templates get ``csrf_token()``."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        # The token lives as long as the browser cookie that it is bound to.
        WTF_CSRF_TIME_LIMIT=None,
        # We compare Origin and Sec-Fetch-Site instead of Referer, which pages with tokens don't send.
        WTF_CSRF_SSL_STRICT=False,
    )
    _csrf.init_app(app)

    @app.before_request
    def guard_pages() -> None:
        if request.method not in SAFE_METHODS and request.endpoint and not _is_declared_otherwise():
            require_own_form()


def require_own_form() -> None:
    """Refuse a request that is not one of our forms, sent from this browser. Raises :class:`ForeignForm`.

    Raises CookiesMissing where there is no cookie to compare the form token with. Called for every unsafe page request;
    one that accepts cross-site posts calls it itself before it changes anything.
    """
    if not (_is_sent_by_our_page() and _is_form()):
        raise ForeignForm
    try:
        _csrf.protect()
    except CSRFError as error:
        raise (ForeignForm if sends_cookies() else CookiesMissing) from error


def hand_forms_to(person: str, before: str | None = None) -> None:
    """Bind form tokens to the account ``person``, which acts in this browser from now on in place of ``before``.

    A form that was shown to another account is refused, because it would now act for the wrong one. Forms from before
    any sign-in, and the account's own, still work.
    """
    owner = _mark(person)
    former = session.get(_OWNER) or (_mark(before) if before else None)
    if former not in (None, owner):
        session.pop(_TOKEN, None)
        g.pop(_TOKEN, None)
    if session.get(_OWNER) != owner:
        session[_OWNER] = owner


def _mark(person: str) -> str:
    """A digest that tells accounts apart without naming them in the cookie."""
    return digest(person)[:16]


def _is_declared_otherwise() -> bool:
    return is_machine_endpoint() or is_open_to_other_sites()


def _is_sent_by_our_page() -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        # A browser too old to tell, or a program without cookies to abuse: the form token decides.
        return origin is None or origin in _own_origins()
    # A page that sends no Referer sends "Origin: null"; what the browser says of the site is then the stronger word.
    return site in {"same-origin", "none"} and (origin in {None, "null"} or origin in _own_origins())


def _own_origins() -> set[str]:
    # The host was found to be one of ours before Flask saw the request.
    return {current_settings().issuer, f"{request.scheme}://{request.host}"}


def _is_form() -> bool:
    return request.mimetype in FORM_TYPES or (not request.mimetype and not request.content_length)
