"""Hanging the operators' desk into the application."""

from idp.accounts.pages import PageGroup, add_account_page
from idp.actors import Permission
from idp.audit.texts import Reader, add_event_texts
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.operators.desk import DeskPage, add_desk_page, has_desk
from idp.operators.registrations.events import TOLD_TO_OPERATORS
from idp.operators.registrations.routes import operator_registrations

_GROUP = PageGroup(50, lazy_gettext("Administration"))
_REGISTRATIONS = "operator_registrations.index"


def init_operators(app: Application) -> None:
    """Register the pages, and the way to them from the menu of an operator's account."""
    app.register_blueprint(operator_registrations)
    label = lazy_gettext("Registrations")
    add_desk_page(app, DeskPage(Permission.REGISTRATIONS_READ, label, _REGISTRATIONS, "check"))
    add_account_page(app, _GROUP, label, _REGISTRATIONS, "check", 10, is_shown=has_desk)
    add_event_texts(app, TOLD_TO_OPERATORS, Reader.OPERATOR)
