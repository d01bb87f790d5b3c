"""The words for the events of invitations."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

ACTIVATED = {"account.activated": EventText(lazy_gettext("Account set up"), icon="check")}
"""What only the account's own person is told."""

EVENT_TEXTS = {
    "invitation.sent": EventText(lazy_gettext("Invitation sent"), icon="mail"),
    "invitation.sent_again": EventText(lazy_gettext("Invitation sent again"), icon="mail"),
    "invitation.address_corrected": EventText(lazy_gettext("Address of an invitation corrected"), icon="pencil"),
    "invitation.withdrawn": EventText(lazy_gettext("Invitation withdrawn"), icon="cross"),
    "invitation.accepted": EventText(lazy_gettext("Invitation accepted"), icon="check"),
    "invitation.declined": EventText(lazy_gettext("Invitation declined"), icon="cross"),
}
