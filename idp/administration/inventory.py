"""How long operators' roles are kept, and what of them is told to the account."""

from idp.administration.roles import Role
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

_ROLES = {
    Role.OPERATOR: lazy_gettext("Operator"),
    Role.CARE_AGENT: lazy_gettext("Support"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.DEVELOPER: lazy_gettext("Developer"),
}
ROLES = ExportSection(
    "operator_roles", lazy_gettext("Operator rights"), "role granted_at", order=50, words={"role": _ROLES.get}
)


def init_operator_inventory(app: Application) -> None:
    """Register the table."""
    add_kept_table(app, "operator_roles", "with the account, until revoked")
    add_export_section(app, ROLES)
