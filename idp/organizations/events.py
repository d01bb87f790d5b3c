"""The words for the events of organizations and memberships."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

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
    "organization.address_changed": ("pencil", lazy_gettext("Address changed")),
    "organization.address_removed": ("cross", lazy_gettext("Address removed")),
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
