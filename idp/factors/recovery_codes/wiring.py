"""Registers recovery codes: the factor, its pages, its mail, the words of its event and its table."""

from idp.audit.texts import EventText, add_event_texts
from idp.factors.recovery_codes.factor import RecoveryCodes
from idp.factors.recovery_codes.messages import MESSAGES
from idp.factors.recovery_codes.routes import recovery_codes
from idp.factors.registry import add_factor
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages

_CODES = ExportSection("recovery_codes", lazy_gettext("Recovery codes"), "created_at used_at", order=120)


def init_recovery_codes(app: Application) -> None:
    """Offer recovery codes beside another second factor."""
    app.register_blueprint(recovery_codes)
    add_factor(app, RecoveryCodes())
    add_messages(app, MESSAGES)
    add_event_texts(app, {"recovery_code.used": EventText(lazy_gettext("Recovery code used"), icon="lifebuoy")})
    add_kept_table(app, "recovery_codes", "with the account; a new set replaces the old one")
    add_export_section(app, _CODES)
