"""How long registrations are kept, and what of them is told to the account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.words import KINDS
from idp.registration.models import Registration


def _say_entries(entered: Mapping[str, Any]) -> str:
    """What was typed into each field."""
    said = (", ".join(value) if isinstance(value, list) else value for value in entered.values())
    return "; ".join(map(str, said))


REGISTRATIONS = ExportSection(
    "registrations",
    lazy_gettext("Registration"),
    "portal email given_name family_name user_name lost_user_name language evidence profile organization_kind "
    "organization_name terms_accepted created_at confirmed_at decided_at reason",
    order=30,
    labels={
        "user_name": lazy_gettext("User name"),
        "lost_user_name": lazy_gettext("User name that was taken"),
        "organization_kind": lazy_gettext("Type"),
        "organization_name": lazy_gettext("Organization"),
        "terms_accepted": lazy_gettext("Terms accepted"),
        "evidence": lazy_gettext("Evidence given"),
        "profile": lazy_gettext("Further details"),
        "decided_at": lazy_gettext("Decided"),
        "reason": lazy_gettext("Reason"),
    },
    words={
        "organization_kind": KINDS.get,
        "terms_accepted": bool,
        "evidence": _say_entries,
        "profile": _say_entries,
    },
)


def init_registration_inventory(app: Application) -> None:
    """Register the table."""
    add_retention_rule(app, RetentionRule(Registration.expires_at, lambda kept: timedelta(days=kept.links_days)))
    add_export_section(app, REGISTRATIONS)
