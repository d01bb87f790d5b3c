"""The cookie by which a browser is known again, whichever account is signed in with it."""

from flask import request
from werkzeug.wrappers import Response

from idp.infrastructure.web.application import current_settings
from idp.sessions.devices import LIFETIME

_LONGEST_TOKEN = 100


def device_cookie_name(is_https: bool) -> str:
    """``__Host-`` keeps sibling hosts from planting one."""
    return "__Host-idp-device" if is_https else "idp-device"


def current_device_token() -> str | None:
    """The cookie's value; None where there is none, or nothing that we gave out."""
    token = request.cookies.get(device_cookie_name(current_settings().is_https), "")
    return token if token and len(token) <= _LONGEST_TOKEN else None


def set_device_cookie(response: Response, token: str) -> None:
    """Let the browser be known again, for a year from its last sign-in."""
    is_https = current_settings().is_https
    response.set_cookie(
        device_cookie_name(is_https),
        token,
        max_age=LIFETIME,
        path="/",
        secure=is_https,
        httponly=True,
        samesite="Lax",
    )
