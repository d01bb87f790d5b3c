"""The words for the events of requests to join."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "join_request.sent": EventText(lazy_gettext("Asked to join an organization"), icon="building"),
    "join_request.approved": EventText(lazy_gettext("Request to join an organization approved"), icon="building"),
    "join_request.refused": EventText(lazy_gettext("Request to join an organization declined"), icon="building"),
    "join_request.withdrawn": EventText(lazy_gettext("Request to join an organization withdrawn"), icon="building"),
}
TOLD_TO_ORGANIZATION = {
    "join_request.sent": EventText(lazy_gettext("Join request received"), icon="mail"),
    "join_request.approved": EventText(lazy_gettext("Join request approved"), icon="check"),
    "join_request.refused": EventText(lazy_gettext("Join request declined"), icon="cross"),
    "join_request.withdrawn": EventText(lazy_gettext("Join request withdrawn"), icon="cross"),
}
