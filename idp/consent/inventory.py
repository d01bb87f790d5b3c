"""How long consents are kept, and what of them is told to the account."""

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

CONSENTS = ExportSection(
    "consents",
    lazy_gettext("Connected applications"),
    "client_id scopes granted_at",
    order=130,
    labels={"scopes": lazy_gettext("Allowed")},
)


def init_consent_inventory(app: Application) -> None:
    """Register the table."""
    add_kept_table(app, "consents", "with the account, until withdrawn")
    add_export_section(app, CONSENTS)
