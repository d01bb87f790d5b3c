"""The words for the events of what people did with their accounts."""

from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext

EVENT_TEXTS = {
    "session.ended": EventText(lazy_gettext("Another device was signed out")),
    "sessions.ended_elsewhere": EventText(lazy_gettext("All other devices were signed out")),
    "sessions.ended_everywhere": EventText(lazy_gettext("All devices were signed out")),
    "profile.changed": EventText(lazy_gettext("The profile was changed")),
    "password.changed": EventText(lazy_gettext("The password was changed")),
    "password_reset.requested": EventText(lazy_gettext("A link for a new password was asked for")),
    "password_reset.completed": EventText(lazy_gettext("A new password was set by a mailed link")),
    "email_change.requested": EventText(lazy_gettext("Another e-mail address was asked for")),
    "email_change.confirmed": EventText(lazy_gettext("The e-mail address was changed")),
    "email_change.undone": EventText(lazy_gettext("A change of the e-mail address was taken back"), is_warning=True),
    "recovery_email.requested": EventText(lazy_gettext("A recovery e-mail was asked for")),
    "recovery_email.confirmed": EventText(lazy_gettext("The recovery e-mail was changed")),
    "recovery_email.removed": EventText(lazy_gettext("The recovery e-mail was removed")),
    "export.made": EventText(lazy_gettext("All data of the account were exported")),
    "deletion.requested": EventText(lazy_gettext("The deletion of the account was asked for"), is_warning=True),
    "deletion.cancelled": EventText(lazy_gettext("The deletion of the account was taken back")),
}
