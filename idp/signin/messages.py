"""The mails about a sign-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class NewDevice(SecurityAlert, RequestedMessage):
    """``place`` is where the address is, or empty. ``was_me_link`` holds as long as the other one."""

    key: ClassVar[str] = "new_device"
    event = lazy_gettext("Sign-in on a new device")

    signed_in_at: datetime
    was_me_link: str
    place: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPlace(SecurityAlert, RequestedMessage):
    """The account was used on a known device, at a ``place`` for the first time; the rest as in :class:`NewDevice`."""

    key: ClassVar[str] = "new_place"
    event = lazy_gettext("Sign-in from a new place")

    signed_in_at: datetime
    was_me_link: str
    place: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RememberedReplay(SecurityAlert, RequestedMessage):
    """A "stay signed in" cookie came that was used before: there is a copy of it somewhere."""

    key: ClassVar[str] = "remembered_replay"
    event = lazy_gettext("Sign-in with a copied cookie blocked")

    noticed_at: datetime
    name: str = ""


MESSAGES = (NewDevice, NewPlace, RememberedReplay)
