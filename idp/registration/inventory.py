"""How long registrations are kept, and what of them is told to the account."""

from datetime import timedelta

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.words import KINDS
from idp.registration.models import Registration

REGISTRATIONS = ExportSection(
    "registrations",
    lazy_gettext("Registration"),
    "portal email given_name family_name language organization_kind organization_name terms_accepted created_at "
    "confirmed_at",
    order=30,
    labels={
        "organization_kind": lazy_gettext("Type"),
        "organization_name": lazy_gettext("Organization"),
        "terms_accepted": lazy_gettext("Terms accepted"),
    },
    words={"organization_kind": KINDS.get, "terms_accepted": bool},
)


def init_registration_inventory(app: Application) -> None:
    """Register the table."""
    add_retention_rule(app, RetentionRule(Registration.expires_at, lambda kept: timedelta(days=kept.links_days)))
    add_export_section(app, REGISTRATIONS)
