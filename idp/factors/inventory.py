"""How long second factors are kept, and what of them is told to the account."""

from datetime import timedelta

from idp.factors.mailed_codes.models import MailedCode
from idp.factors.passkeys.models import PasskeyChallenge
from idp.infrastructure.personal_data import ExportSection, add_export_section, add_untold_table
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

RETENTION_RULES = (
    RetentionRule(MailedCode.expires_at, lambda _: timedelta(0)),
    RetentionRule(PasskeyChallenge.expires_at, lambda _: timedelta(0)),
)
EXPORT_SECTIONS = (
    ExportSection(
        "passkeys",
        lazy_gettext("Passkeys"),
        "name credential_id transports aaguid is_backed_up created_at last_used_at suspicious_at",
        order=100,
        labels={
            "credential_id": lazy_gettext("Number of the passkey"),
            "transports": lazy_gettext("Ways of connecting"),
            "aaguid": lazy_gettext("Model of the device"),
            "is_backed_up": lazy_gettext("Kept by a password manager"),
            "suspicious_at": lazy_gettext("Perhaps copied since"),
        },
    ),
    ExportSection(
        "totp_secrets", lazy_gettext("Authenticator apps"), "name created_at confirmed_at last_used_at", order=110
    ),
    ExportSection("recovery_codes", lazy_gettext("Recovery codes"), "created_at used_at", order=120),
)


def init_factor_inventory(app: Application) -> None:
    """Register the tables."""
    for rule in RETENTION_RULES:
        add_retention_rule(app, rule)
    add_kept_table(app, "passkeys", "with the account")
    add_kept_table(app, "totp_secrets", "with the account")
    add_kept_table(app, "recovery_codes", "with the account; a new set replaces the old one")
    for section in EXPORT_SECTIONS:
        add_export_section(app, section)
    for table in ("mailed_codes", "passkey_challenges"):
        add_untold_table(app, table, "what a sign-in in progress needs for minutes")
