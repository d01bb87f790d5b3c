"""The mail about a forgotten password."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class PasswordReset(RequestedMessage):
    """Sent to the address of an account; an address without one gets nothing."""

    key: ClassVar[str] = "password_reset"

    link: str
    valid_until: datetime
    name: str = ""


MESSAGES = (PasswordReset,)
