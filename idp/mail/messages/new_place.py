"""The notice of a sign-in from a place where an account was never used, on a device that is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


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
