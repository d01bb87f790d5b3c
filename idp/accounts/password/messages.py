"""The mail about a changed password."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(RequestedMessage):
    """Sent whenever a password is replaced. ``secure_link`` secures the account, until ``valid_until``."""

    key: ClassVar[str] = "password_changed"

    changed_at: datetime
    secure_link: str
    valid_until: datetime
    name: str = ""


MESSAGES = (PasswordChanged,)
