"""Sign-in sessions."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from idp.accounts.models import Account
from idp.infrastructure.clock import now
from idp.infrastructure.ids import digest, new_token
from idp.sessions.models import BrowserSession
from idp.sessions.web import session_cookie_name
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


def create_session(database: Database, account: Account, token: str | None = None, **values: Any) -> BrowserSession:
    """A live session, begun just now with a password; ``token`` is the cookie's value."""
    given = {
        "account_id": account.id,
        "token_hash": digest(token or new_token()),
        "authenticated_at": now(),
        "amr": ["pwd"],
        "acr": "1",
        "ip": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
        "expires_at": now() + timedelta(hours=12),
    }
    session = BrowserSession(**given | values)
    database.save(session)
    return session


def sign_in(client: PageClient, database: Database, account: Account, **values: Any) -> BrowserSession:
    """Let ``client`` hold a session of ``account`` without going through the pages."""
    token = new_token()
    session = create_session(database, account, token, **values)
    issuer = urlsplit(client.application.settings.issuer)
    assert issuer.hostname
    name = session_cookie_name(is_https=issuer.scheme == "https")
    client.set_cookie(name, token, domain=issuer.hostname, secure=issuer.scheme == "https", httponly=True)
    return session
