"""The words for the events of what people did with their accounts."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "session.ended": EventText(lazy_gettext("Device signed out"), icon="leave"),
    "sessions.ended_elsewhere": EventText(lazy_gettext("All other devices signed out"), icon="leave"),
    "sessions.ended_everywhere": EventText(lazy_gettext("All devices signed out"), icon="leave"),
    "profile.changed": EventText(lazy_gettext("Profile changed"), icon="user"),
    "password.changed": EventText(lazy_gettext("Password changed"), icon="lock"),
    "password_reset.requested": EventText(lazy_gettext("Password reset requested"), icon="mail"),
    "password_reset.completed": EventText(lazy_gettext("Password reset by a link sent by e-mail"), icon="lock"),
    "password.set_by_registration": EventText(lazy_gettext("Password chosen when registering again"), icon="lock"),
    "email_change.requested": EventText(lazy_gettext("Change of e-mail address requested"), icon="mail"),
    "email_change.given": EventText(lazy_gettext("Change of e-mail address by support"), icon="mail"),
    "email_change.confirmed": EventText(lazy_gettext("E-mail address changed"), icon="mail"),
    "email_change.undone": EventText(lazy_gettext("Change of e-mail address undone"), is_warning=True, icon="mail"),
    "recovery_email.requested": EventText(lazy_gettext("Recovery e-mail added, not confirmed yet"), icon="lifebuoy"),
    "recovery_email.confirmed": EventText(lazy_gettext("Recovery e-mail changed"), icon="lifebuoy"),
    "recovery_email.removed": EventText(lazy_gettext("Recovery e-mail removed"), icon="lifebuoy"),
    "export.made": EventText(lazy_gettext("Account data exported"), icon="download"),
    "deletion.requested": EventText(lazy_gettext("Account deletion requested"), is_warning=True, icon="trash"),
    "deletion.cancelled": EventText(lazy_gettext("Account deletion cancelled")),
}
