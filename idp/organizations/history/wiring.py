"""Hanging the page of the history into the application."""

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.history.routes import organization_history
from idp.organizations.pages import SAFETY, add_organization_page


def init_organization_history(app: Application) -> None:
    """Register it."""
    app.register_blueprint(organization_history)
    add_organization_page(app, SAFETY, lazy_gettext("History"), "organization_history.index", "history", 20)
