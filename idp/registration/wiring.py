"""Hanging registration into the application."""

from idp.infrastructure.one_time_links import add_link_purpose
from idp.infrastructure.web.application import Application
from idp.registration.confirm_routes import registration
from idp.registration.start import CONFIRM_REGISTRATION


def init_registration(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(registration)
    add_link_purpose(app, CONFIRM_REGISTRATION)
