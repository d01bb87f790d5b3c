"""Hanging registration into the application."""

from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.registration.link_page import ConfirmRegistrationPage
from idp.registration.routes import registration


def init_registration(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(registration)
    add_link_page(app, ConfirmRegistrationPage(), "/register/confirm/<token>", "/register/confirm")
