"""The words for the events of consents."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "consent.granted": EventText(lazy_gettext("%(application)s was allowed access")),
    "consent.denied": EventText(lazy_gettext("%(application)s was refused access")),
    "consent.withdrawn": EventText(lazy_gettext("Access was withdrawn from %(application)s")),
}
