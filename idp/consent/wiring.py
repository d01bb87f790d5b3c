"""Hanging the consent page into the application."""

from idp.consent.routes import consent
from idp.infrastructure.web.application import Application


def init_consent(app: Application) -> None:
    """Register the page."""
    app.register_blueprint(consent)
