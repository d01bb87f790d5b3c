"""The cookie of a remembered sign-in."""

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from idp.infrastructure.web.application import current_settings

_LONGEST = 150


def remember_cookie_name(is_https: bool) -> str:
    """Bound to this host, as the session's."""
    return "__Host-idp-remember" if is_https else "idp-remember"


def current_remember_value() -> str | None:
    """The cookie's value; None where there is none, or nothing that we gave out."""
    value = request.cookies.get(remember_cookie_name(current_settings().is_https), "")
    return value if "." in value and len(value) <= _LONGEST and value.isascii() and value.isprintable() else None


def set_remember_cookie(response: Response, value: str, lifetime: timedelta) -> None:
    """Hand the browser its next value, for as long as the series lasts."""
    is_https = current_settings().is_https
    response.set_cookie(
        remember_cookie_name(is_https),
        value,
        max_age=lifetime,
        path="/",
        secure=is_https,
        httponly=True,
        samesite="Lax",
    )


def clear_remember_cookie(response: Response) -> None:
    """Take the cookie away, where there is one."""
    is_https = current_settings().is_https
    name = remember_cookie_name(is_https)
    if name in request.cookies:
        response.delete_cookie(name, path="/", secure=is_https, httponly=True, samesite="Lax")
