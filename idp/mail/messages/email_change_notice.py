"""The notice that another address has taken the place of this one."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class EmailChangeNotice(RequestedMessage):
    """Sent to the old address. ``undo_link`` brings it back and works once."""

    key: ClassVar[str] = "email_change_notice"

    new_email: str
    changed_at: datetime
    undo_link: str
    valid_until: datetime
    name: str = ""
