"""The mail that proves a new address."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class EmailChangeConfirm(RequestedMessage):
    """Sent to the new address. It has no room for a name: the address may be a stranger's, into whose mail nobody is
    to put words."""

    key: ClassVar[str] = "email_change_confirm"

    link: str
    valid_until: datetime
