"""Hanging registration into the application."""

from idp.audit.texts import add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.mail import add_messages
from idp.registration.events import EVENT_TEXTS
from idp.registration.inventory import init_registration_inventory
from idp.registration.link_page import ConfirmRegistrationPage
from idp.registration.messages import MESSAGES
from idp.registration.routes import registration


def init_registration(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(registration)
    add_link_page(app, ConfirmRegistrationPage(), "/register/confirm/<token>", "/register/confirm")
    init_registration_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
