"""The words for the events of second factors."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "factor.added": EventText(lazy_gettext("Second factor added"), icon="shield_check"),
    "factor.renamed": EventText(lazy_gettext("Second factor renamed"), icon="pencil"),
    "factor.removed": EventText(lazy_gettext("Second factor removed"), icon="shield"),
    "second_factor.failed": EventText(lazy_gettext("Wrong verification code"), is_warning=True, icon="alert"),
    "second_factor.throttled": EventText(
        lazy_gettext("Too many wrong verification codes"), is_warning=True, icon="alert"
    ),
}
