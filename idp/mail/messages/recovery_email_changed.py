"""The notice that the recovery address came, changed or went."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class RecoveryEmailChanged(RequestedMessage):
    """Sent to the account's address and to the recovery address so far. ``new_email`` is empty after a removal;
    ``reset_link`` the public page that asks for a new password."""

    key: ClassVar[str] = "recovery_email_changed"

    new_email: str
    changed_at: datetime
    reset_link: str
    name: str = ""
