"""Hanging the operators' pages into the application."""

from idp.infrastructure.web.application import Application
from idp.operators.invitation.routes import operators


def init_operators(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(operators)
