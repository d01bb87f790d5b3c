"""Hanging invitations into the application."""

from idp.audit.texts import add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.mail import add_messages
from idp.organizations.invitations.accepted_routes import organization_invitation
from idp.organizations.invitations.events import EVENT_TEXTS
from idp.organizations.invitations.inventory import init_invitation_inventory
from idp.organizations.invitations.link_page import OrganizationInvitationPage
from idp.organizations.invitations.messages import MESSAGES


def init_invitations(app: Application) -> None:
    """Register the pages, the table, and the words of mails and events."""
    app.register_blueprint(organization_invitation)
    add_link_page(app, OrganizationInvitationPage(), "/invitation/link/<token>", "/invitation")
    init_invitation_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
