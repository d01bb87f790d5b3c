"""The notice that the support gave somebody a temporary password."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class TemporaryPassword(Message):
    """It does not hold the password, which only the caller hears. ``reset_link`` is the public page that asks for a new
    one.
    """

    key: ClassVar[str] = "temporary_password"

    given_at: datetime
    valid_until: datetime
    reset_link: str
    name: str = ""
