"""The words for the events of admissions."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "admission.admitted": EventText(lazy_gettext("Access to a portal granted"), icon="building"),
    "admission.journey_completed": EventText(lazy_gettext("Terms of a portal accepted")),
    "admission.withdrawn": EventText(lazy_gettext("Access to a portal withdrawn"), is_warning=True, icon="building"),
}
