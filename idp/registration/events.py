"""The words for the events of a registration."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "registration.completed": EventText(lazy_gettext("Account created"), icon="user"),
    "account.user_name_given": EventText(lazy_gettext("User name given"), icon="user"),
}
