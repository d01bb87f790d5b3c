"""The words for the events of admissions."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "admission.admitted": EventText(lazy_gettext("Access to a portal granted"), icon="building"),
    "admission.journey_completed": EventText(lazy_gettext("Terms of a portal accepted")),
    "admission.password_demanded": EventText(lazy_gettext("New password required by a portal"), icon="lock"),
    "admission.registration_demanded": EventText(
        lazy_gettext("Registration required again by a portal"), is_warning=True, icon="building"
    ),
    "admission.withdrawn": EventText(lazy_gettext("Access to a portal withdrawn"), is_warning=True, icon="building"),
}
