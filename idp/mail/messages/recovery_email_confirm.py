"""The mail that proves a recovery address."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class RecoveryEmailConfirm(RequestedMessage):
    """Sent to the recovery address, which may be a stranger's: there is no room for a name."""

    key: ClassVar[str] = "recovery_email_confirm"

    link: str
    valid_until: datetime
