"""The Flask application class and what a request may ask of it."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, current_app
from flask.ctx import RequestContext
from werkzeug.exceptions import HTTPException

from idp.infrastructure.database import UNAVAILABLE
from idp.infrastructure.database.sessions import roll_back
from idp.infrastructure.resources import resource
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.machine_requests import MachineRoute
from idp.infrastructure.web.ready_bytes import ReadyBytes
from idp.infrastructure.web.responses import UriResponse
from idp.infrastructure.web.url_rules import UrlRule
from idp.settings import Settings

log = structlog.get_logger("idp.web")


class Application(Flask):
    """Flask, with the settings it was made from and two rules more.

    An exception undoes the request's transaction. And a request passes the ``entrance`` before Flask sees it: trusted
    hosts and proxies, limits, log and headers, so that what is refused there costs little and is logged like all else.
    """

    response_class = UriResponse
    url_rule_class = UrlRule

    def __init__(self, settings: Settings, secret_box: SecretBox) -> None:
        super().__init__("idp", template_folder=str(resource("templates")), static_folder=None)
        self.settings = settings
        self.secret_box = secret_box
        self.entrance: Any = self.wsgi_app
        self.ready_bytes = ReadyBytes(self)
        self.machine_routes: dict[str, MachineRoute] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The WSGI application (PEP 3333)."""
        answer = self.ready_bytes.answer(environ, start_response)
        return self.entrance(environ, start_response) if answer is None else answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view of ours is a coroutine; Flask would look again for each view and hook of every request."""
        return func

    def handle_user_exception(self, e: Exception) -> Any:
        """Roll back before any error handler builds its response, which then commits what it writes itself."""
        if not isinstance(e, HTTPException):
            roll_back()
        return super().handle_user_exception(e)

    def handle_exception(self, e: Exception) -> Any:
        """The same for what fails after the view, as the commit itself does when the database is gone."""
        roll_back()
        return super().handle_exception(e)

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
        ctx: RequestContext | None = None,
    ) -> None:
        """Log an exception without the address, which may carry a token."""
        is_expected = isinstance(exc_info[1], UNAVAILABLE)
        log.error("the database is unavailable" if is_expected else "unexpected exception", exc_info=exc_info)


def current_application() -> Application:
    """The application that answers this request."""
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # a werkzeug LocalProxy


def current_settings() -> Settings:
    """The settings of the application that answers this request."""
    return current_application().settings


def current_secret_box() -> SecretBox:
    """The secret box of the application that answers this request."""
    return current_application().secret_box
