"""The mail about a used recovery code."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(SecurityAlert, RequestedMessage):
    """``remaining`` is how many are left."""

    key: ClassVar[str] = "recovery_code_used"
    event = lazy_gettext("Recovery code used")

    used_at: datetime
    remaining: int
    name: str = ""


MESSAGES = (RecoveryCodeUsed,)
