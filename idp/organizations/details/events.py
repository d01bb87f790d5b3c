"""The words for the events of an organization's details."""

from idp.audit.facts import EventFact
from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.details.words import say_address_kind

TOLD_TO_ORGANIZATION = {
    "organization.address_changed": EventText(lazy_gettext("Address changed"), icon="pencil"),
    "organization.address_removed": EventText(lazy_gettext("Address removed"), icon="cross"),
}
EVENT_FACTS = {"address": EventFact(lazy_gettext("Address"), lambda kind, _: say_address_kind(kind))}
