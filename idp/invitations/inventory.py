"""How long invitations are kept, and what of them is told to the account that has accepted them."""

from datetime import timedelta

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.invitations.models import Invitation

INVITATIONS = ExportSection(
    "invitations",
    lazy_gettext("Accepted invitations"),
    "organization_id portal email language created_at ended_at",
    order=41,
    labels={"organization_id": lazy_gettext("Organization ID"), "ended_at": lazy_gettext("Accepted")},
)


def init_invitation_inventory(app: Application) -> None:
    """Register the table."""
    kept = RetentionRule(Invitation.expires_at, lambda kept: timedelta(days=kept.links_days))
    add_retention_rule(app, kept)
    add_export_section(app, INVITATIONS)
