"""The mails about a sign-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class NewDevice(RequestedMessage):
    """``place`` is where the address is, or empty. Both links hold until ``valid_until``, and one of them is used."""

    key: ClassVar[str] = "new_device"

    signed_in_at: datetime
    was_me_link: str
    secure_link: str
    valid_until: datetime
    place: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPlace(RequestedMessage):
    """``place`` is where the address is. Both links hold until ``valid_until``, and one of them is used."""

    key: ClassVar[str] = "new_place"

    signed_in_at: datetime
    was_me_link: str
    secure_link: str
    valid_until: datetime
    place: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RememberedReplay(RequestedMessage):
    """A "stay signed in" cookie came that was used before: there is a copy of it somewhere.

    ``reset_link`` is the public page that asks for a new password.
    """

    key: ClassVar[str] = "remembered_replay"

    noticed_at: datetime
    reset_link: str
    name: str = ""


MESSAGES = (NewDevice, NewPlace, RememberedReplay)
