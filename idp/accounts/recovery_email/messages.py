"""The mails about the recovery e-mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class RecoveryEmailConfirm(RequestedMessage):
    """Sent to the recovery address, which may be another person's: it says which account asks by that account's
    address, and has no room for a name."""

    key: ClassVar[str] = "recovery_email_confirm"

    account_email: str
    link: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class RecoveryEmailChanged(RequestedMessage):
    """Sent to the account's address and to the recovery address so far. ``new_email`` is empty after a removal;
    ``reset_link`` the public page that asks for a new password."""

    key: ClassVar[str] = "recovery_email_changed"

    new_email: str
    changed_at: datetime
    reset_link: str
    name: str = ""


MESSAGES = (RecoveryEmailConfirm, RecoveryEmailChanged)
