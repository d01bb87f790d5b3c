"""Hanging the page of policies into the application."""

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.pages import SAFETY, add_organization_page
from idp.organizations.policies.routes import organization_policies


def init_policies(app: Application) -> None:
    """Register it."""
    app.register_blueprint(organization_policies)
    add_organization_page(app, SAFETY, lazy_gettext("Security"), "organization_policies.index", "shield", 10)
