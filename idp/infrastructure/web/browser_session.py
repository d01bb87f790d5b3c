"""The browser cookie: what we remember of a browser, also before a sign-in.

It is signed, not encrypted, and holds a random name of the browser, the form token, the chosen language and, for a
short while, the token of a mailed link. It proves nothing about a person: a sign-in session is a row with a cookie of
its own.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Request, Response, request, session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from idp.infrastructure.errors import DomainError
from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.endpoints import is_machine_endpoint, is_open_to_other_sites
from idp.infrastructure.web.i18n import lazy_gettext

_BROWSER = "browser"
_LIFETIME_SECONDS = 30 * 24 * 3600


class ForgedCookie(DomainError):
    """The browser cookie was not made by us, or was changed."""

    title = lazy_gettext("Please start again")
    message = lazy_gettext(
        "A cookie of this site was damaged or changed, so we have removed it. Please start the sign-in again "
        "from the portal."
    )


class BrowserSession(SessionMixin):
    """The content of the cookie, read when it is first asked for."""

    def __init__(self, serializer: URLSafeTimedSerializer, find_cookie: Callable[[], str | None]) -> None:
        self._serializer = serializer
        self._find_cookie = find_cookie
        self._values: dict[str, Any] | None = None
        self.modified = False

    def load(self) -> dict[str, Any]:
        """The values. Raises :class:`ForgedCookie` once; after that the session is empty and the cookie goes."""
        if self._values is None:
            if is_machine_endpoint():
                raise RuntimeError("a machine endpoint has no browser cookie")
            self._values = {}
            if cookie := self._find_cookie():
                self._values = self._read(cookie)
        return self._values

    def _read(self, cookie: str) -> dict[str, Any]:
        try:
            values = self._serializer.loads(cookie, max_age=_LIFETIME_SECONDS)
        except SignatureExpired:
            return {}
        except BadSignature:
            values = None
        if not isinstance(values, dict):
            self.modified = True
            raise ForgedCookie from None
        return values

    def __getitem__(self, key: str) -> Any:
        return self.load()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.load()[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self.load()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.load())

    def __len__(self) -> int:
        return len(self.load())


class BrowserSessionInterface(SessionInterface):
    """Keeps Flask's ``session`` in the browser cookie, without work for requests that don't touch it."""

    def __init__(self, keys: list[bytes], is_https: bool) -> None:
        # itsdangerous signs with the last key and accepts all of them.
        self._serializer = URLSafeTimedSerializer(
            list(reversed(keys)),
            salt="einlass browser cookie",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
        self._is_https = is_https
        self.cookie_name = "__Host-idp-browser" if is_https else "idp-browser"

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        return BrowserSession(self._serializer, lambda: request.cookies.get(self.cookie_name))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not session.modified:
            return
        flags: dict[str, Any] = {"path": "/", "secure": self._is_https, "httponly": True, "samesite": "Lax"}
        if session:
            response.set_cookie(self.cookie_name, str(self._serializer.dumps(dict(session))), **flags)
        else:
            response.delete_cookie(self.cookie_name, **flags)


def init_browser_session(app: Application) -> None:
    """Put Flask's session into the browser cookie, signed under the installation's master key."""
    keys = app.secret_box.derive_all("browser cookie")
    app.secret_key = keys[0]
    app.config["SECRET_KEY_FALLBACKS"] = keys[1:]
    app.session_interface = BrowserSessionInterface(keys, app.settings.is_https)

    @app.before_request
    def refuse_forged_cookie() -> None:
        # Before anything is done. The authorization endpoint looks only when it needs the cookie: it is a hot path.
        if request.endpoint and not is_machine_endpoint() and not is_open_to_other_sites():
            len(session)


def browser_id() -> str:
    """The random name of this browser, given to it when it is first needed."""
    known: str | None = session.get(_BROWSER)
    if known is None:
        known = session[_BROWSER] = new_token()
    return known


def browser_hash() -> str:
    """What a flow stores to be bound to this browser."""
    return digest(browser_id())
