"""The words for the events of a sign-in."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "sign_in.succeeded": EventText(lazy_gettext("Signed in"), icon="laptop"),
    "sign_in.failed": EventText(lazy_gettext("Sign-in failed"), is_warning=True, icon="alert"),
    "sign_out.succeeded": EventText(lazy_gettext("Signed out"), icon="leave"),
    "password.replaced": EventText(lazy_gettext("Password changed"), icon="lock"),
}
