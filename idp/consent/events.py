"""The words for the events of consents."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "consent.granted": EventText(lazy_gettext("Access given to %(application)s")),
    "consent.denied": EventText(lazy_gettext("Access denied to %(application)s")),
    "consent.withdrawn": EventText(lazy_gettext("Access withdrawn from %(application)s")),
}
