"""Hanging the consent pages into the application."""

from idp.accounts.pages import add_account_page
from idp.consent.applications_routes import applications
from idp.consent.routes import consent
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext


def init_consent(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(consent)
    app.register_blueprint(applications)
    add_account_page(app, lazy_gettext("Connected applications"), "applications.index", "apps", 50)
