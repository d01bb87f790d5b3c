"""How long accounts are kept, and what of them is told to their people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from idp.accounts.address_changes import EMAIL, RECOVERY_EMAIL
from idp.accounts.models import EmailChange
from idp.infrastructure.personal_data import ExportSection, add_export_section, add_untold_table
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

_ADDRESSES = "email email_verified_at recovery_email recovery_email_verified_at"
_PROFILE = "id username given_name family_name language claims shared_fields"
_TIMES = "created_at updated_at last_sign_in_at password_changed_at password_change_due_at delete_after disabled_at"


def _say_shared(shared: Mapping[str, Any]) -> str:
    """The keys with the entries."""
    said = {key: held["value"] for key, held in shared.items()}
    texts = {key: ", ".join(map(str, each)) if isinstance(each, list) else each for key, each in said.items()}
    return "; ".join(f"{key}: {text}" for key, text in texts.items())


ACCOUNT = ExportSection(
    "accounts",
    lazy_gettext("Profile and addresses"),
    f"{_PROFILE} {_ADDRESSES} {_TIMES}",
    order=10,
    owner="id",
    labels={
        "id": lazy_gettext("Account ID"),
        "username": lazy_gettext("User name"),
        "claims": lazy_gettext("Personal details"),
        "shared_fields": lazy_gettext("Details for portals"),
        "email_verified_at": lazy_gettext("E-mail address confirmed"),
        "recovery_email": lazy_gettext("Recovery e-mail"),
        "recovery_email_verified_at": lazy_gettext("Recovery e-mail confirmed"),
        "last_sign_in_at": lazy_gettext("Last sign-in"),
        "password_changed_at": lazy_gettext("Password changed"),
        "password_change_due_at": lazy_gettext("New password required since"),
        "delete_after": lazy_gettext("Will be deleted on"),
        "disabled_at": lazy_gettext("Locked"),
    },
    words={"shared_fields": _say_shared},
)
EMAIL_CHANGES = ExportSection(
    "email_changes",
    lazy_gettext("Address changes"),
    "kind old_email new_email requested_at confirmed_at undone_at voided_at",
    order=20,
    labels={
        "kind": lazy_gettext("Type"),
        "old_email": lazy_gettext("Old address"),
        "new_email": lazy_gettext("New address"),
        "requested_at": lazy_gettext("Requested"),
        "undone_at": lazy_gettext("Undone"),
        "voided_at": lazy_gettext("Invalid since"),
    },
    words={"kind": {EMAIL: lazy_gettext("E-mail address"), RECOVERY_EMAIL: lazy_gettext("Recovery e-mail")}.get},
)


def init_account_inventory(app: Application) -> None:
    """Register the tables."""
    add_retention_rule(app, RetentionRule(EmailChange.expires_at, lambda kept: timedelta(days=kept.events_days)))
    add_kept_table(app, "accounts", "until the person or an operator deletes the account")
    add_kept_table(app, "hash_kinds", "as long as an account has a password of the kind; it identifies no person")
    add_kept_table(app, "former_passwords", "with the account; as many as the portal's policy compares")
    add_export_section(app, ACCOUNT)
    add_export_section(app, EMAIL_CHANGES)
    add_untold_table(app, "former_passwords", "hashes alone")
