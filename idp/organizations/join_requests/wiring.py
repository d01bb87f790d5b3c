"""Hanging requests to join into the application."""

from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.join_requests.events import EVENT_TEXTS, TOLD_TO_ORGANIZATION
from idp.organizations.join_requests.inventory import init_join_request_inventory
from idp.organizations.join_requests.join_routes import join_organization
from idp.organizations.join_requests.messages import MESSAGES
from idp.organizations.join_requests.routes import join_requests
from idp.organizations.pages import PEOPLE, add_organization_page


def init_join_requests(app: Application) -> None:
    """Register the pages, the table, and the words of mails and events."""
    for blueprint in (join_organization, join_requests):
        app.register_blueprint(blueprint)
    add_organization_page(app, PEOPLE, lazy_gettext("Requests"), "join_requests.index", "user", 30)
    init_join_request_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_event_texts(app, TOLD_TO_ORGANIZATION, Reader.ORGANIZATION)
    add_messages(app, MESSAGES)
