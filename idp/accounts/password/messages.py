"""The mail about a changed password."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(RequestedMessage):
    """Told after a reset. ``reset_link`` is the public page that asks for a new link, never a link that is one."""

    key: ClassVar[str] = "password_changed"

    changed_at: datetime
    reset_link: str
    name: str = ""


MESSAGES = (PasswordChanged,)
