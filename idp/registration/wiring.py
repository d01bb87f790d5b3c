"""Hanging registration into the application."""

from idp.infrastructure.web.application import Application
from idp.registration.confirm_routes import registration


def init_registration(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(registration)
