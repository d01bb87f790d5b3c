"""The notice that an account stays after all."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from idp.mail.messages.message import RequestedMessage

Cause = Literal["person", "password_reset", "email_change_undone", "account_secured"]


@dataclass(frozen=True, kw_only=True)
class DeletionCancelled(RequestedMessage):
    """``reset_link`` is the public page that asks for a new password; ``cause`` what the account stays for: the person
    said so, or got it back by one of the ways for owners."""

    key: ClassVar[str] = "deletion_cancelled"

    cancelled_at: datetime
    cause: Cause
    reset_link: str
    name: str = ""
