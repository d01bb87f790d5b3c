"""The words for the events of tokens and devices."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "device_authorization.allowed": EventText(lazy_gettext("Device connected to %(application)s")),
    "device_authorization.denied": EventText(lazy_gettext("Device not connected to %(application)s")),
    "refresh_token.replayed": EventText(lazy_gettext("Signed out of %(application)s as a precaution"), is_warning=True),
}
