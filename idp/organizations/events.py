"""The words for the events of memberships, in the history of the account that they are about."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

_OF_MEMBERS = {
    "added": lazy_gettext("Added to an organization"),
    "removed": lazy_gettext("Removed from an organization"),
    "left": lazy_gettext("Organization left"),
    "right_changed": lazy_gettext("Right in an organization changed"),
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
