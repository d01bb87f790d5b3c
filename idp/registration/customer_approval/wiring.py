"""Hanging the approval by administrators into the application."""

from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.pages import PEOPLE, add_organization_page
from idp.registration.customer_approval.events import TOLD_TO_ORGANIZATION
from idp.registration.customer_approval.messages import MESSAGES
from idp.registration.customer_approval.overdue import attend_to_overdue
from idp.registration.customer_approval.routes import registration_approvals
from idp.registration.eligibility import leads_to_customers


def init_customer_approval(app: Application) -> None:
    """Register the pages, the periodic task, and the words of mails and events.

    The menu has the page where a portal needs it.
    """
    app.register_blueprint(registration_approvals)
    portals = app.settings.portals.values()
    if any(portal.registration.approval == "customer" or leads_to_customers(portal) for portal in portals):
        label = lazy_gettext("Registrations")
        add_organization_page(app, PEOPLE, label, "registration_approvals.index", "check", 40)
    add_event_texts(app, TOLD_TO_ORGANIZATION, Reader.ORGANIZATION)
    add_messages(app, MESSAGES)
    add_periodic_task(app, attend_to_overdue)
