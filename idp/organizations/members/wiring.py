"""Hanging the pages and mails of members into the application."""

from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.members.announcing import announce_ends
from idp.organizations.members.ending import end_due_memberships
from idp.organizations.members.member_routes import organization_member
from idp.organizations.members.messages import MESSAGES
from idp.organizations.members.routes import organization_members
from idp.organizations.pages import PEOPLE, add_organization_page


def init_members(app: Application) -> None:
    """Register them."""
    app.register_blueprint(organization_members)
    app.register_blueprint(organization_member)
    add_messages(app, MESSAGES)
    add_periodic_task(app, announce_ends)
    add_periodic_task(app, end_due_memberships)
    add_organization_page(app, PEOPLE, lazy_gettext("Members"), "organization_members.index", "people", 10)
