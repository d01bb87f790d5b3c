"""The notice that a remembered sign-in was ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class RememberedReplay(RequestedMessage):
    """A "stay signed in" cookie came that was used before: there is a copy of it somewhere.

    ``reset_link`` is the public page that asks for a new password.
    """

    key: ClassVar[str] = "remembered_replay"

    noticed_at: datetime
    reset_link: str
    name: str = ""
