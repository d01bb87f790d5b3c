"""Hanging the settings of organizations into the application."""

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.details.inventory import init_details_inventory
from idp.organizations.details.routes import organization_details
from idp.organizations.pages import ABOUT, add_organization_page


def init_organization_details(app: Application) -> None:
    """Register the page and the table."""
    app.register_blueprint(organization_details)
    init_details_inventory(app)
    add_organization_page(app, ABOUT, lazy_gettext("Settings"), "organization_details.index", "pencil", 20)
