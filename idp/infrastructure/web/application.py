"""The Flask application class and what a request may ask of it."""

from typing import Any

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException

from idp.infrastructure.database.sessions import roll_back
from idp.infrastructure.resources import resource
from idp.infrastructure.secrets import SecretBox
from idp.settings import Settings


class Application(Flask):
    """Flask, with the settings it was made from and one rule more: an exception undoes the request's transaction."""

    def __init__(self, settings: Settings, secret_box: SecretBox) -> None:
        super().__init__("idp", template_folder=str(resource("templates")), static_folder=None)
        self.settings = settings
        self.secret_box = secret_box

    def handle_user_exception(self, e: Exception) -> Any:
        """Roll back before any error handler builds its response, which then commits what it writes itself."""
        if not isinstance(e, HTTPException):
            roll_back()
        return super().handle_user_exception(e)


def _application() -> Application:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # a werkzeug LocalProxy


def current_settings() -> Settings:
    """The settings of the application that answers this request."""
    return _application().settings


def current_secret_box() -> SecretBox:
    """The secret box of the application that answers this request."""
    return _application().secret_box
