"""The mail about a used recovery code."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(RequestedMessage):
    """``remaining`` is how many are left. ``reset_link`` is the public page that asks for a new password."""

    key: ClassVar[str] = "recovery_code_used"

    used_at: datetime
    remaining: int
    reset_link: str
    name: str = ""


MESSAGES = (RecoveryCodeUsed,)
