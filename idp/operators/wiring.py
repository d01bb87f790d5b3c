"""Hanging the operators' pages into the application."""

from idp.infrastructure.one_time_links import add_link_purpose
from idp.infrastructure.web.application import Application
from idp.operators.invitation.routes import operators
from idp.operators.invitation.service import OPERATOR_INVITATION


def init_operators(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(operators)
    add_link_purpose(app, OPERATOR_INVITATION)
