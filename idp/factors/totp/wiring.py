"""Registers the authenticator app: the factor, its pages and its table."""

from idp.factors.registry import add_factor
from idp.factors.totp.enrolment import wrapping_context
from idp.factors.totp.factor import Totp
from idp.factors.totp.models import TotpSecret
from idp.factors.totp.routes import totp
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column

_APPS = ExportSection(
    "totp_secrets", lazy_gettext("Authenticator apps"), "name created_at confirmed_at last_used_at", order=110
)


def init_totp(app: Application) -> None:
    """Offer authenticator apps as a second factor."""
    app.register_blueprint(totp)
    add_factor(app, Totp())
    add_wrapped_column(app, WrappedColumn(TotpSecret.wrapped_secret, lambda secret: wrapping_context(secret.id)))
    add_kept_table(app, "totp_secrets", "with the account")
    add_export_section(app, _APPS)
