"""Hanging the operators' pages into the application."""

from idp.administration.events import EVENT_TEXTS
from idp.administration.inventory import init_operator_inventory
from idp.administration.invitation.link_page import AcceptInvitationPage
from idp.administration.messages import MESSAGES
from idp.audit.texts import add_event_texts
from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.mail import add_messages


def init_administration(app: Application) -> None:
    """Register the pages."""
    add_link_page(app, AcceptInvitationPage(), "/operator-invitation/link/<token>", "/operator-invitation")
    init_operator_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    add_messages(app, MESSAGES)
