"""The words for the events of organizations and memberships."""

from datetime import datetime

from idp.audit.facts import EventFact, say_as_stored
from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import format_day, gettext, lazy_gettext
from idp.organizations.members.right import last_moment
from idp.organizations.words import say_kind, say_role

_OF_MEMBERS = {
    "added": lazy_gettext("Added to an organization"),
    "removed": lazy_gettext("Removed from an organization"),
    "left": lazy_gettext("Organization left"),
    "ended": lazy_gettext("Membership in an organization ended"),
    "right_changed": lazy_gettext("Rights in an organization changed"),
}
_OF_REPRESENTATION = {
    "representation_offered": lazy_gettext("Representation of an organization offered"),
    "representation_declined": lazy_gettext("Representation of an organization declined"),
    "representation_withdrawn": lazy_gettext("Offer of a representation withdrawn"),
    "representative_appointed": lazy_gettext("Representation of an organization taken over"),
}
EVENT_TEXTS = {
    f"membership.{what}": EventText(words, icon=icon)
    for icon, texts in (("building", _OF_MEMBERS), ("user", _OF_REPRESENTATION))
    for what, words in texts.items()
}

_TOLD_TO_ORGANIZATION = {
    "organization.created": ("building", lazy_gettext("Organization created")),
    "organization.renamed": ("pencil", lazy_gettext("Name or type changed")),
    "organization.logo_set": ("pencil", lazy_gettext("Logo changed")),
    "organization.logo_removed": ("cross", lazy_gettext("Logo removed")),
    "organization.second_factor_changed": ("shield", lazy_gettext("Second factor policy changed")),
    "organization.policies_changed": ("shield", lazy_gettext("Security settings changed")),
    "organization.customer_number_set": ("key", lazy_gettext("Customer number set")),
    "organization.product_given": ("check", lazy_gettext("Product added")),
    "organization.product_taken": ("cross", lazy_gettext("Product ended")),
    "membership.added": ("people", lazy_gettext("Member added")),
    "membership.removed": ("cross", lazy_gettext("Member removed")),
    "membership.left": ("leave", lazy_gettext("Member left")),
    "membership.ended": ("clock", lazy_gettext("Membership ended")),
    "membership.right_changed": ("pencil", lazy_gettext("Rights changed")),
    "membership.products_changed": ("pencil", lazy_gettext("Products of a member changed")),
    "membership.roles_changed": ("pencil", lazy_gettext("Roles of a member changed")),
    "membership.representation_offered": ("user", lazy_gettext("Representation offered")),
    "membership.representation_declined": ("user", lazy_gettext("Representation declined")),
    "membership.representation_withdrawn": ("user", lazy_gettext("Offer of the representation withdrawn")),
    "membership.representative_appointed": ("user", lazy_gettext("Representation taken over")),
}
TOLD_TO_ORGANIZATION = {action: EventText(words, icon=icon) for action, (icon, words) in _TOLD_TO_ORGANIZATION.items()}


def _last_day(expires_at: str | None) -> str:
    last = last_moment(datetime.fromisoformat(expires_at)) if expires_at else None
    return format_day(last) if last else gettext("no end")


def _yes_or_no(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


EVENT_FACTS = {
    "name": EventFact(lazy_gettext("Name"), say_as_stored),
    "kind": EventFact(lazy_gettext("Type"), lambda kind, _: str(say_kind(kind))),
    "reference": EventFact(lazy_gettext("Reference"), say_as_stored),
    "role": EventFact(lazy_gettext("Rights"), lambda role, _: str(say_role(role))),
    "billing": EventFact(lazy_gettext("Billing"), lambda billing, _: _yes_or_no(billing)),
    "expires_at": EventFact(lazy_gettext("Valid until"), lambda expires_at, _: _last_day(expires_at)),
    "customer_number": EventFact(lazy_gettext("Customer number"), say_as_stored),
    "product": EventFact(lazy_gettext("Product"), say_as_stored),
    "keys": EventFact(lazy_gettext("Now"), lambda keys, _: ", ".join(keys) or gettext("none")),
}
