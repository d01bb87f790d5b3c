"""Registers passkeys: the factor, its pages, the words of its events and its tables."""

from datetime import timedelta

from idp.accounts.pages import SECURITY, add_account_page
from idp.audit.texts import EventText, add_event_texts
from idp.factors.passkeys.factor import Passkeys
from idp.factors.passkeys.models import PasskeyChallenge
from idp.factors.passkeys.naming import find_keeper
from idp.factors.passkeys.routes import passkeys
from idp.factors.passkeys.transports import say_transports
from idp.factors.registry import add_factor
from idp.infrastructure.personal_data import ExportSection, add_export_section, add_untold_table, say_nothing
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

_EVENT_TEXTS = {
    "passkey.refused": EventText(lazy_gettext("Passkey rejected"), is_warning=True, icon="alert"),
    "passkey.counter_fell": EventText(lazy_gettext("A passkey may have been copied"), is_warning=True, icon="alert"),
}
_PASSKEYS = ExportSection(
    "passkeys",
    lazy_gettext("Passkeys"),
    "name credential_id transports aaguid is_backed_up created_at last_used_at suspicious_at",
    order=100,
    words={"credential_id": say_nothing, "transports": say_transports, "aaguid": find_keeper},
    labels={
        "credential_id": lazy_gettext("Passkey ID"),
        "transports": lazy_gettext("Transports"),
        "aaguid": lazy_gettext("Device model"),
        "is_backed_up": lazy_gettext("Saved in a password manager"),
        "suspicious_at": lazy_gettext("Possibly copied since"),
    },
)


def init_passkeys(app: Application) -> None:
    """Offer passkeys as a second factor."""
    app.register_blueprint(passkeys)
    add_factor(app, Passkeys())
    add_account_page(app, SECURITY, lazy_gettext("Passkeys"), "passkeys.manage", "passkey", 20)
    add_event_texts(app, _EVENT_TEXTS)
    add_kept_table(app, "passkeys", "with the account")
    add_export_section(app, _PASSKEYS)
    add_retention_rule(app, RetentionRule(PasskeyChallenge.expires_at, lambda _: timedelta(0)))
    add_untold_table(app, "passkey_challenges", "what a sign-in in progress needs for minutes")
