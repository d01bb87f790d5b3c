"""The last word to somebody whose account was deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(Message):
    """``register_link`` is the public page that opens a new account; None where people don't register by themselves."""

    key: ClassVar[str] = "account_deleted"

    deleted_at: datetime
    register_link: str | None
    name: str = ""
