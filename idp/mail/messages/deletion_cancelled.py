"""The notice that an account stays after all."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class DeletionCancelled(RequestedMessage):
    """``reset_link`` is the public page that asks for a new password."""

    key: ClassVar[str] = "deletion_cancelled"

    cancelled_at: datetime
    reset_link: str
    name: str = ""
