"""What can go wrong on the way into an account, beside wrong entries."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class RegistrationClosed(DomainError):
    """The portal is closed to registration without an invitation."""

    title = lazy_gettext("Registration by invitation only")
    message = lazy_gettext("You need an invitation to register here. Please contact the operator of the portal.")
    status = 403


class RegistrationLost(DomainError):
    """No registration of this browser has that address: another browser, a wrong address, or long ago."""

    title = lazy_gettext("Registration not found")
    message = lazy_gettext(
        "This page only works in the browser where you registered. The link in the e-mail works on any device."
    )
    status = 404
