"""Hanging invitations into the application."""

from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.invitations.accepted_routes import organization_invitation
from idp.organizations.invitations.events import EVENT_TEXTS
from idp.organizations.invitations.inventory import init_invitation_inventory
from idp.organizations.invitations.link_page import OrganizationInvitationPage
from idp.organizations.invitations.messages import MESSAGES
from idp.organizations.invitations.routes import organization_invitations
from idp.organizations.invitations.wizard_routes import invitation_wizard
from idp.organizations.pages import add_organization_page


def init_invitations(app: Application) -> None:
    """Register the pages, the table, and the words of mails and events."""
    for blueprint in (organization_invitation, organization_invitations, invitation_wizard):
        app.register_blueprint(blueprint)
    add_organization_page(app, lazy_gettext("Invitations"), "organization_invitations.index", "mail", 30)
    add_link_page(app, OrganizationInvitationPage(), "/invitation/link/<token>", "/invitation")
    init_invitation_inventory(app)
    for reader in Reader:
        add_event_texts(app, EVENT_TEXTS, reader)
    add_messages(app, MESSAGES)
