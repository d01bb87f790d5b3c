"""Why a device can't be connected."""

from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.limits import TooManyRequests


class DeviceCodeGone(DomainError):
    """The code of a device has expired, or a person has decided about the device, in this browser or another one."""

    title = lazy_gettext("This code is no longer valid")
    message = lazy_gettext(
        "It has expired, or it was already used. To connect the device, start again there: it then shows a new code."
    )
    status = 410
    next_step = NextStep(lazy_gettext("Enter another code"), "device.enter")


class TooManyUserCodes(TooManyRequests):
    """More wrong codes from one browser or network than people type."""

    message = lazy_gettext("Too many invalid codes have been entered. Please wait a few minutes and try again.")
