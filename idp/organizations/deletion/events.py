"""The words for the deletion of an organization, in its history."""

from idp.audit.facts import EventFact
from idp.audit.texts import EventText
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.deletion.words import say_hold

_TEXTS = {
    "hold_set": ("lock", lazy_gettext("Deletion prevented")),
    "hold_cleared": ("check", lazy_gettext("Hold on the deletion cleared")),
    "deletion_requested": ("trash", lazy_gettext("Deletion of the organization requested")),
    "deletion_cancelled": ("check", lazy_gettext("Deletion of the organization cancelled")),
    "copied": ("download", lazy_gettext("Data of the organization downloaded")),
}
TOLD_TO_ORGANIZATION = {
    f"organization.{what}": EventText(words, icon=icon, is_warning=what == "deletion_requested")
    for what, (icon, words) in _TEXTS.items()
}
EVENT_FACTS = {"hold": EventFact(lazy_gettext("Hold"), lambda hold, portal: say_hold(portal or "", hold))}
