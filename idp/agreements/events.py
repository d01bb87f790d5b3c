"""The words for the events of agreements."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "agreement.given": EventText(lazy_gettext("Terms or consents of a portal accepted")),
    "agreement.confirmed": EventText(lazy_gettext("Consent confirmed")),
    "agreement.withdrawn": EventText(lazy_gettext("Consent withdrawn")),
}
