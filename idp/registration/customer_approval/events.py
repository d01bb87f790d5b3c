"""The words for the events of approvals, as the organization reads them."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

TOLD_TO_ORGANIZATION = {
    "registration.awaits_approval": EventText(lazy_gettext("Registration received"), icon="mail"),
    "registration.escalated": EventText(lazy_gettext("Registration handed to support as well"), icon="clock"),
    "registration.approved": EventText(lazy_gettext("Registration approved"), icon="check"),
    "registration.refused": EventText(lazy_gettext("Registration declined"), icon="cross"),
}
