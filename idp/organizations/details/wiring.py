"""Hanging the settings of organizations into the application."""

from idp.audit.facts import add_event_facts
from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.details.events import EVENT_FACTS, TOLD_TO_ORGANIZATION
from idp.organizations.details.inventory import init_details_inventory
from idp.organizations.details.routes import organization_details
from idp.organizations.pages import ABOUT, add_organization_page


def init_organization_details(app: Application) -> None:
    """Register the page, the table, and the words of events."""
    app.register_blueprint(organization_details)
    init_details_inventory(app)
    add_event_texts(app, TOLD_TO_ORGANIZATION, Reader.ORGANIZATION)
    add_event_facts(app, EVENT_FACTS)
    add_organization_page(app, ABOUT, lazy_gettext("Settings"), "organization_details.index", "pencil", 20)
