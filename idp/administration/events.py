"""The words for the events of what operators did to an account."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "account.temporary_password_given": EventText(
        lazy_gettext("Temporary password issued by support"), is_warning=True, icon="lock"
    ),
    "factors.reset": EventText(lazy_gettext("All second factors removed by support"), is_warning=True, icon="shield"),
}
