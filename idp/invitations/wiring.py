"""Hanging invitations into the application."""

from sqlalchemy.orm import Session

from idp.accounts.signals import address_changed, credentials_changed
from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.invitations.accepted_routes import invitation_answers
from idp.invitations.activation import end_activations, withdraw_activations
from idp.invitations.events import ACTIVATED, EVENT_TEXTS
from idp.invitations.inventory import init_invitation_inventory
from idp.invitations.link_page import InvitationPage
from idp.invitations.messages import MESSAGES
from idp.invitations.models import Invitation
from idp.invitations.routes import organization_invitations
from idp.invitations.wizard_routes import invitation_wizard
from idp.mail import add_messages
from idp.organizations.deletion.copy import add_copied_table
from idp.organizations.pages import PEOPLE, add_organization_page


def init_invitations(app: Application) -> None:
    """Register the pages, the table, and the words of mails and events."""
    for blueprint in (invitation_answers, organization_invitations, invitation_wizard):
        app.register_blueprint(blueprint)
    add_organization_page(app, PEOPLE, lazy_gettext("Invitations"), "organization_invitations.index", "mail", 20)
    add_link_page(app, InvitationPage(), "/invitation/link/<token>", "/invitation")
    credentials_changed.connect(_end_activations)
    address_changed.connect(_withdraw_activations)
    init_invitation_inventory(app)
    add_copied_table(app, "invitations", Invitation, "email role billing portal state created_at ended_at")
    for reader in Reader:
        add_event_texts(app, EVENT_TEXTS, reader)
    add_event_texts(app, ACTIVATED)
    add_messages(app, MESSAGES)


def _end_activations(sender: str, *, session: Session) -> None:
    end_activations(session, sender)


def _withdraw_activations(sender: str, *, session: Session) -> None:
    withdraw_activations(session, sender)
