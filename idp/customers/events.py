"""The words for the events of customers that an account's history tells."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "account.customer_linked": EventText(lazy_gettext("Linked to a customer number"), icon="user"),
    "account.customer_unlinked": EventText(lazy_gettext("No longer linked to a customer number"), icon="user"),
}
