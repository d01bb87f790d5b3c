"""The words for what became of the mails to an account's addresses."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "mail.suppressed": EventText(
        lazy_gettext("E-mails came back; no more are sent to this address for now"), is_warning=True, icon="mail"
    ),
    "mail.suppression_lifted": EventText(lazy_gettext("E-mails are sent to the address again"), icon="mail"),
}
