"""Hanging affiliated domains into the application."""

from idp.audit.facts import add_event_facts
from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.domains.domain_routes import organization_domain
from idp.organizations.domains.events import EVENT_FACTS, EVENT_TEXTS, TOLD_TO_ORGANIZATION
from idp.organizations.domains.inventory import init_domain_inventory
from idp.organizations.domains.messages import MESSAGES
from idp.organizations.domains.routes import organization_domains
from idp.organizations.pages import PEOPLE, add_organization_page


def init_domains(app: Application) -> None:
    """Register the pages, the tables, and the words of mails and events."""
    for blueprint in (organization_domains, organization_domain):
        app.register_blueprint(blueprint)
    add_organization_page(app, PEOPLE, lazy_gettext("Domains"), "organization_domains.index", "globe", 40)
    init_domain_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_event_texts(app, TOLD_TO_ORGANIZATION, Reader.ORGANIZATION)
    add_event_facts(app, EVENT_FACTS)
    add_messages(app, MESSAGES)
