"""How long domains are kept; they say nothing of a person but an address that an administrator named."""

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

FORMER_MEMBERSHIPS = ExportSection(
    "former_members",
    lazy_gettext("Organizations that you belonged to"),
    "organization_id ended_at",
    order=42,
    labels={"organization_id": lazy_gettext("Organization ID"), "ended_at": lazy_gettext("Ended")},
)


def init_domain_inventory(app: Application) -> None:
    """Register the tables."""
    add_kept_table(app, "organization_domains", "with the organization")
    add_kept_table(app, "former_members", "with the account and the organization")
    add_export_section(app, FORMER_MEMBERSHIPS)
