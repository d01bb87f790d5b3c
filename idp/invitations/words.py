"""The words for how far invitations have come, and for what became of the entries of a list."""

from dataclasses import dataclass

from idp.infrastructure.web.i18n import lazy_gettext
from idp.invitations.inviting import Outcome
from idp.invitations.progress import Progress


@dataclass(frozen=True, slots=True)
class ProgressWords:
    """``label`` and ``kind`` as ``components/state.html`` takes them; ``detail`` explains it in a sentence."""

    label: str
    kind: str
    detail: str


PROGRESS = {
    Progress.QUEUED: ProgressWords(
        lazy_gettext("being sent"), "neutral", lazy_gettext("The e-mail is about to be sent.")
    ),
    Progress.SENT: ProgressWords(
        lazy_gettext("sent"),
        "info",
        lazy_gettext("The mail server has accepted the e-mail. The invitation has not been opened yet."),
    ),
    Progress.FAILED: ProgressWords(
        lazy_gettext("not delivered"),
        "danger",
        lazy_gettext("The mail server has refused the e-mail. Please check the address."),
    ),
    Progress.BOUNCED: ProgressWords(
        lazy_gettext("bounced"),
        "danger",
        lazy_gettext("The e-mail could not be delivered and came back. Please check the address."),
    ),
    Progress.SUPPRESSED: ProgressWords(
        lazy_gettext("not sent"),
        "danger",
        lazy_gettext("Earlier e-mails to this address came back, so none is sent to it. Please check the address."),
    ),
    Progress.OPENED: ProgressWords(
        lazy_gettext("opened"),
        "info",
        lazy_gettext("The link was opened, possibly by a program that checks e-mails. There is no answer yet."),
    ),
    Progress.ACCEPTED: ProgressWords(
        lazy_gettext("accepted"), "success", lazy_gettext("The person belongs to the organization.")
    ),
    Progress.DECLINED: ProgressWords(
        lazy_gettext("declined"), "neutral", lazy_gettext("The person has declined the invitation.")
    ),
    Progress.WITHDRAWN: ProgressWords(lazy_gettext("withdrawn"), "neutral", lazy_gettext("The link no longer works.")),
    Progress.EXPIRED: ProgressWords(
        lazy_gettext("expired"), "warning", lazy_gettext("The link no longer works. Send the invitation again.")
    ),
}

OUTCOMES = {
    Outcome.ALREADY_INVITED: lazy_gettext("has already been invited"),
    Outcome.ALREADY_MEMBER: lazy_gettext("already belongs to the organization"),
    Outcome.INVALID: lazy_gettext("is not an e-mail address"),
    Outcome.NOT_ALLOWED: lazy_gettext("is outside the allowed e-mail domains"),
    Outcome.LIMITED: lazy_gettext("too many invitations; please try again tomorrow"),
}
"""Why an entry got no invitation."""
