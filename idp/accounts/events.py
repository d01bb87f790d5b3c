"""The words for the events of what people did with their accounts."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "session.ended": EventText(lazy_gettext("Device signed out")),
    "sessions.ended_elsewhere": EventText(lazy_gettext("All other devices signed out")),
    "sessions.ended_everywhere": EventText(lazy_gettext("All devices signed out")),
    "profile.changed": EventText(lazy_gettext("Profile changed")),
    "password.changed": EventText(lazy_gettext("Password changed")),
    "password_reset.requested": EventText(lazy_gettext("Password reset requested")),
    "password_reset.completed": EventText(lazy_gettext("Password reset by a link sent by e-mail")),
    "email_change.requested": EventText(lazy_gettext("Change of e-mail address requested")),
    "email_change.confirmed": EventText(lazy_gettext("E-mail address changed")),
    "email_change.undone": EventText(lazy_gettext("Change of e-mail address undone"), is_warning=True),
    "recovery_email.requested": EventText(lazy_gettext("Recovery e-mail added, not confirmed yet")),
    "recovery_email.confirmed": EventText(lazy_gettext("Recovery e-mail changed")),
    "recovery_email.removed": EventText(lazy_gettext("Recovery e-mail removed")),
    "export.made": EventText(lazy_gettext("Account data exported")),
    "deletion.requested": EventText(lazy_gettext("Account deletion requested"), is_warning=True),
    "deletion.cancelled": EventText(lazy_gettext("Account deletion cancelled")),
}
