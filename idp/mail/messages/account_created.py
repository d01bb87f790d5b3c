"""The mail to somebody for whom an account was made."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Message):
    """Sent to the address of an account that an operator made and that has no password yet."""

    key: ClassVar[str] = "account_created"

    link: str
    valid_until: datetime
    name: str = ""
