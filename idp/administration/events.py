"""The words for the events of what operators did to an account."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "account.temporary_password_given": EventText(
        lazy_gettext("The support gave out a temporary password"), is_warning=True
    ),
    "factors.reset": EventText(lazy_gettext("The support removed all second factors"), is_warning=True),
}
