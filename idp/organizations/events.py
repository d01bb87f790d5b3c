"""The words for the events of memberships, in the history of the account that they are about."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "membership.added": EventText(lazy_gettext("Added to an organization"), icon="building"),
    "membership.removed": EventText(lazy_gettext("Removed from an organization"), icon="building"),
    "membership.left": EventText(lazy_gettext("Organization left"), icon="building"),
    "membership.right_changed": EventText(lazy_gettext("Right in an organization changed"), icon="building"),
}
