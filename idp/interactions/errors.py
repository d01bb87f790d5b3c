"""An interaction that can't go on: what happened. Where its page leads is decided in ``way_back``."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class InteractionLost(DomainError):
    """The interaction of an address can't go on here."""


class InteractionUnknown(InteractionLost):
    """There is none, or it was deleted long after its end."""

    title = lazy_gettext("This page does not exist any more")
    message = lazy_gettext("Perhaps the address is incomplete, or the page is from long ago. Please start again.")
    status = 404


class InteractionForeign(InteractionLost):
    """It was begun in another browser: an address that was passed on, or a lost cookie."""

    title = lazy_gettext("This page belongs to another browser")
    message = lazy_gettext(
        "For your protection a sign-in only goes on in the browser where it was begun. Please start again here."
    )
    status = 403


class InteractionExpired(InteractionLost):
    """It was left alone for too long."""

    title = lazy_gettext("This page was open for too long")
    message = lazy_gettext("Nothing has happened to your account. Please start again.")
    status = 410


class InteractionCompleted(InteractionLost):
    """It has been answered: a page from the history, a second tab, or a form sent again whose answer was lost.

    A person is led on (``web.lead_on``); a script of a page is told in these words.
    """

    title = lazy_gettext("Already done")
    message = lazy_gettext(
        "This sign-in has been completed. If you have not arrived where you wanted to go, please go back there and "
        "sign in once more."
    )
    status = 410
