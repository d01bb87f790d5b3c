"""The events that are told, and their words. What only operators can make something of is not told."""

from dataclasses import dataclass

from idp.infrastructure.web.i18n import lazy_gettext


@dataclass(frozen=True, slots=True)
class EventText:
    """``words`` may name ``%(application)s``; ``is_warning`` for what its owner should look at twice."""

    words: str
    is_warning: bool = False


_TEXTS = (
    ("sign_in.succeeded", lazy_gettext("Signed in"), False),
    ("sign_in.failed", lazy_gettext("A sign-in failed"), True),
    ("sign_out.succeeded", lazy_gettext("Signed out"), False),
    ("session.ended", lazy_gettext("Another device was signed out"), False),
    ("sessions.ended_elsewhere", lazy_gettext("All other devices were signed out"), False),
    ("sessions.ended_everywhere", lazy_gettext("All devices were signed out"), False),
    ("registration.confirmed", lazy_gettext("The account was opened"), False),
    ("profile.changed", lazy_gettext("The profile was changed"), False),
    ("password.changed", lazy_gettext("The password was changed"), False),
    ("password.replaced", lazy_gettext("The password was changed"), False),
    ("account.temporary_password_given", lazy_gettext("The support gave out a temporary password"), True),
    ("password_reset.requested", lazy_gettext("A link for a new password was asked for"), False),
    ("password_reset.completed", lazy_gettext("A new password was set by a mailed link"), False),
    ("email_change.requested", lazy_gettext("Another e-mail address was asked for"), False),
    ("email_change.confirmed", lazy_gettext("The e-mail address was changed"), False),
    ("email_change.undone", lazy_gettext("A change of the e-mail address was taken back"), True),
    ("recovery_email.requested", lazy_gettext("A recovery e-mail was asked for"), False),
    ("recovery_email.confirmed", lazy_gettext("The recovery e-mail was changed"), False),
    ("recovery_email.removed", lazy_gettext("The recovery e-mail was removed"), False),
    ("factor.added", lazy_gettext("A second factor was added"), False),
    ("factor.renamed", lazy_gettext("A second factor got another name"), False),
    ("factor.removed", lazy_gettext("A second factor was removed"), False),
    ("factors.reset", lazy_gettext("The support removed all second factors"), True),
    ("second_factor.failed", lazy_gettext("A second factor was wrong"), True),
    ("second_factor.throttled", lazy_gettext("Too many attempts at a second factor"), True),
    ("recovery_code.used", lazy_gettext("A recovery code was used"), False),
    ("passkey.refused", lazy_gettext("A passkey was refused"), True),
    ("passkey.counter_fell", lazy_gettext("A passkey may have been copied"), True),
    ("export.made", lazy_gettext("All data of the account were exported"), False),
    ("deletion.requested", lazy_gettext("The deletion of the account was asked for"), True),
    ("deletion.cancelled", lazy_gettext("The deletion of the account was taken back"), False),
    ("consent.granted", lazy_gettext("%(application)s was allowed access"), False),
    ("consent.denied", lazy_gettext("%(application)s was refused access"), False),
    ("consent.withdrawn", lazy_gettext("Access was withdrawn from %(application)s"), False),
    ("refresh_token.replayed", lazy_gettext("A sign-in at %(application)s was ended as a precaution"), True),
)
TEXTS = {action: EventText(words, is_warning) for action, words, is_warning in _TEXTS}
