"""Sign-in sessions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from idp.sessions.models import SsoSession
from idp.sessions.web import others_cookie_name, session_cookie_name
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


def create_session(database: Database, account: Account, token: str | None = None, **values: Any) -> SsoSession:
    """A live session, begun just now with a password; ``token`` is the cookie's value."""
    given = {
        "account_id": account.id,
        "token_hash": digest(token or new_token()),
        "authenticated_at": current_time(),
        "amr": ["pwd"],
        "acr": "1",
        "ip": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
        "expires_at": current_time() + timedelta(hours=12),
    }
    session = SsoSession(**given | values)
    database.save(session)
    return session


def sign_in(client: PageClient, database: Database, account: Account, **values: Any) -> SsoSession:
    """Let ``client`` hold a session of ``account`` without going through the pages."""
    token = new_token()
    session = create_session(database, account, token, **values)
    hold(client, session_cookie_name, token)
    return session


def sign_in_beside(client: PageClient, database: Database, account: Account, **values: Any) -> SsoSession:
    """Let ``client`` hold a session of ``account`` beside the active one, as the last of the others."""
    token = new_token()
    session = create_session(database, account, token, **values)
    hold(client, others_cookie_name, ".".join([*other_tokens(client), token]))
    return session


def session_token(client: PageClient) -> str | None:
    """The value of the active session."""
    return _held(client, session_cookie_name)


def other_tokens(client: PageClient) -> list[str]:
    """The values of the others' sessions."""
    value = _held(client, others_cookie_name)
    return value.split(".") if value else []


def hold(client: PageClient, cookie_name: Callable[[bool], str], value: str) -> None:
    """Let the browser have this cookie."""
    host, is_https = _issuer(client)
    client.set_cookie(cookie_name(is_https), value, domain=host, secure=is_https, httponly=True)


def lose(client: PageClient, cookie_name: Callable[[bool], str]) -> None:
    """Let the browser not have it any more."""
    host, is_https = _issuer(client)
    client.delete_cookie(cookie_name(is_https), domain=host)


def _held(client: PageClient, cookie_name: Callable[[bool], str]) -> str | None:
    host, is_https = _issuer(client)
    cookie = client.get_cookie(cookie_name(is_https), domain=host)
    return cookie.value if cookie else None


def _issuer(client: PageClient) -> tuple[str, bool]:
    issuer = urlsplit(client.application.settings.issuer)
    assert issuer.hostname
    return issuer.hostname, issuer.scheme == "https"
