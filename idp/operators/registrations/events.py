"""The words for the events of a registration, as operators read them."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

TOLD_TO_OPERATORS = {
    "registration.started": EventText(lazy_gettext("Registration sent"), icon="mail"),
    "registration.confirmed": EventText(lazy_gettext("E-mail address confirmed"), icon="check"),
    "registration.confirmed_by_hand": EventText(lazy_gettext("E-mail address confirmed by hand"), icon="check"),
    "registration.awaits_approval": EventText(lazy_gettext("Approval requested"), icon="clock"),
    "registration.escalated": EventText(lazy_gettext("Handed to operators as well"), icon="clock"),
    "registration.approved": EventText(lazy_gettext("Registration approved"), icon="check"),
    "registration.refused": EventText(lazy_gettext("Registration declined"), icon="cross"),
}
