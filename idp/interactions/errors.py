"""An interaction that can't go on: what happened. Where its page leads is decided in ``way_back``."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class InteractionLost(DomainError):
    """The interaction of an address can't go on here."""


class InteractionUnknown(InteractionLost):
    """There is none, or it was deleted long after its end."""

    title = lazy_gettext("This page no longer exists")
    message = lazy_gettext("The address may be incomplete, or the page may be out of date. Please start again.")
    status = 404


class InteractionForeign(InteractionLost):
    """It was begun in another browser: an address that was passed on, or a lost cookie."""

    title = lazy_gettext("This page was opened in another browser")
    message = lazy_gettext(
        "For your protection, a sign-in can only be completed in the browser where it was started. Please start "
        "again here."
    )
    status = 403


class InteractionExpired(InteractionLost):
    """It was left alone for too long."""

    title = lazy_gettext("This page has expired")
    message = lazy_gettext("Nothing was changed in your account. Please start again.")
    status = 410


class InteractionCompleted(InteractionLost):
    """It has been answered: a page from the history, a second tab, or a form sent again whose answer was lost.

    A person is led on (``web.lead_on``); a script of a page is told in these words.
    """

    title = lazy_gettext("Already done")
    message = lazy_gettext(
        "This sign-in is complete. If you haven't reached your destination, please sign in again from the portal."
    )
    status = 410
