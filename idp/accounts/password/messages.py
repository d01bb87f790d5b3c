"""The mail about a changed password."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(SecurityAlert, RequestedMessage):
    """Sent whenever a password is replaced. Asking for another one would leave what the new one opened."""

    key: ClassVar[str] = "password_changed"
    event = lazy_gettext("Password changed")

    changed_at: datetime
    name: str = ""


MESSAGES = (PasswordChanged,)
