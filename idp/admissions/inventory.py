"""How long admissions are kept, and what of them is told to the account."""

from idp.infrastructure.personal_data import ExportSection, add_export_section, say_nothing
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.protocol.admission import AdmissionState

_STATES = {
    AdmissionState.ADMITTED: lazy_gettext("Access granted"),
    AdmissionState.WITHDRAWN: lazy_gettext("Access withdrawn"),
    AdmissionState.RENEWAL: lazy_gettext("Registration required again"),
}
ADMISSIONS = ExportSection(
    "admissions",
    lazy_gettext("Portals"),
    "portal state evidence terms_accepted profile created_at updated_at",
    order=35,
    labels={
        "state": lazy_gettext("Status"),
        "evidence": lazy_gettext("Access granted by"),
        "terms_accepted": lazy_gettext("Terms accepted"),
        "profile": lazy_gettext("Details for this portal"),
    },
    words={"state": _STATES.get, "evidence": say_nothing, "terms_accepted": bool},
)


def init_admission_inventory(app: Application) -> None:
    """Register the table."""
    add_kept_table(app, "admissions", "with the account")
    add_export_section(app, ADMISSIONS)
