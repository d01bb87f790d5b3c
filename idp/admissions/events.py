"""The words for the events of admissions."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "admission.admitted": EventText(lazy_gettext("Access to a portal was opened")),
    "admission.journey_completed": EventText(lazy_gettext("The conditions of a portal were agreed to")),
    "admission.withdrawn": EventText(lazy_gettext("Access to a portal was closed"), is_warning=True),
}
