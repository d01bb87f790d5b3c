"""The words for the events of tokens."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "refresh_token.replayed": EventText(lazy_gettext("Signed out of %(application)s as a precaution"), is_warning=True),
}
