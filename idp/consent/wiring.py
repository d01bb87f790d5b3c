"""Hanging the consent pages into the application."""

from datetime import datetime

from sqlalchemy.orm import Session

from idp.accounts.pages import DATA, add_account_page
from idp.accounts.signals import account_secured
from idp.actors import Actor
from idp.audit.texts import add_event_texts
from idp.consent.applications import withdraw_granted_since
from idp.consent.applications_routes import applications
from idp.consent.events import EVENT_TEXTS
from idp.consent.inventory import init_consent_inventory
from idp.consent.routes import consent
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.portals.scope_words import describe_scope


def init_consent(app: Application) -> None:
    """Register the pages."""
    app.register_blueprint(consent)
    app.register_blueprint(applications)
    app.jinja_env.globals["describe_scope"] = describe_scope
    init_consent_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
    account_secured.connect(_withdraw_granted)
    add_account_page(app, DATA, lazy_gettext("Connected applications"), "applications.index", "apps", 10)


def _withdraw_granted(sender: str, session: Session, actor: Actor, since: datetime, **_: object) -> None:
    withdraw_granted_since(session, sender, since, actor)
