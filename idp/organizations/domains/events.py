"""The words for the events of domains."""

from idp.audit.facts import EventFact
from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.domains.models import Joining
from idp.organizations.domains.words import JOINING, say_domain

EVENT_TEXTS = {
    "membership.joined_by_domain": EventText(lazy_gettext("Joined an organization by e-mail address"), icon="building"),
}
TOLD_TO_ORGANIZATION = {
    "membership.joined_by_domain": EventText(lazy_gettext("Member joined by e-mail address"), icon="people"),
    "organization.domain_named": EventText(lazy_gettext("Domain added"), icon="globe"),
    "organization.domain_confirmed": EventText(lazy_gettext("Domain confirmed"), icon="check"),
    "organization.domain_joining_changed": EventText(lazy_gettext("Joining by a domain changed"), icon="pencil"),
    "organization.domain_removed": EventText(lazy_gettext("Domain removed"), icon="cross"),
}
EVENT_FACTS = {
    "domain": EventFact(lazy_gettext("Domain"), lambda domain, _: say_domain(domain)),
    "joining": EventFact(lazy_gettext("Joining"), lambda joining, _: str(JOINING[Joining(joining)])),
}
