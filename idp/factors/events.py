"""The words for the events of second factors."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "factor.added": EventText(lazy_gettext("A second factor was added")),
    "factor.renamed": EventText(lazy_gettext("A second factor got another name")),
    "factor.removed": EventText(lazy_gettext("A second factor was removed")),
    "second_factor.failed": EventText(lazy_gettext("A second factor was wrong"), is_warning=True),
    "second_factor.throttled": EventText(lazy_gettext("Too many attempts at a second factor"), is_warning=True),
}
