"""The state of a browser, and what an application is told to recognize it by."""

import hashlib
import hmac
import secrets

from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.protocol.client import Client
from idp.protocol.redirect_uris import origin_of

_PURPOSE = "browser state"


def is_managed(client: Client) -> bool:
    """Whether the client's pages may watch the sign-in."""
    return client.session_management and current_settings().sessions.session_management


def browser_state_of(session_id: str) -> str:
    """What the cookie holds while this session is the active one. Nothing can be concluded from it."""
    return hmac.digest(current_secret_box().derive(_PURPOSE), session_id.encode(), hashlib.sha256).hex()


def make_session_state(client_id: str, redirect_uri: str, session_id: str) -> str | None:
    """``session_state`` (Session Management 1.0 3.2), which the page makes anew from the cookie.

    None for a redirect URI without an origin, where no page could ask.
    """
    origin = origin_of(redirect_uri)
    if origin is None:
        return None
    salt = secrets.token_hex(8)
    told = f"{client_id} {origin} {browser_state_of(session_id)} {salt}"
    return f"{hashlib.sha256(told.encode()).hexdigest()}.{salt}"
