"""Hanging the operators' pages into the application."""

from idp.infrastructure.one_time_links.page import add_link_page
from idp.infrastructure.web.application import Application
from idp.operators.invitation.link_page import AcceptInvitationPage


def init_operators(app: Application) -> None:
    """Register the pages."""
    add_link_page(app, AcceptInvitationPage(), "/operator-invitation/link/<token>", "/operator-invitation")
