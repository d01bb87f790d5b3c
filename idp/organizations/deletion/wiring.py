"""Hanging the deletion of organizations into the application."""

from idp.audit.facts import add_event_facts
from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.deletion.events import EVENT_FACTS, TOLD_TO_ORGANIZATION
from idp.organizations.deletion.execution import delete_due_organizations
from idp.organizations.deletion.messages import MESSAGES
from idp.organizations.deletion.routes import organization_deletion
from idp.organizations.pages import SAFETY, add_organization_page


def init_organization_deletion(app: Application) -> None:
    """Register the pages, the table, the mails and the periodic task."""
    app.register_blueprint(organization_deletion)
    add_organization_page(app, SAFETY, lazy_gettext("Data and deletion"), "organization_deletion.index", "trash", 30)
    add_kept_table(app, "organization_holds", "until its portal clears it")
    add_event_texts(app, TOLD_TO_ORGANIZATION, Reader.ORGANIZATION)
    add_event_facts(app, EVENT_FACTS)
    add_messages(app, MESSAGES)
    add_periodic_task(app, delete_due_organizations)
