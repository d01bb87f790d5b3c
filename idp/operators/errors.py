"""What keeps an operator from the desk."""

from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.i18n import lazy_gettext


class DeskNeedsSecondFactor(DomainError):
    """The account has no second factor of its own."""

    status = 403
    code = "second_factor_needed"
    title = lazy_gettext("A second factor is needed")
    message = lazy_gettext("Administration is open with a second factor only. Please set one up first.")
    next_step = NextStep(lazy_gettext("Set up a second factor"), "factors.overview")
