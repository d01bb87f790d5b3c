"""The mails about the recovery e-mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
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
class RecoveryEmailChanged(SecurityAlert, RequestedMessage):
    """Sent to the account's address. ``new_email`` is empty after a removal."""

    key: ClassVar[str] = "recovery_email_changed"
    event = lazy_gettext("Recovery e-mail changed")

    new_email: str
    changed_at: datetime
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class FormerRecoveryEmail(RequestedMessage):
    """Sent to the recovery address so far. Its reader may be another person by now, who must get no link that opens the
    account; ``reset_link`` is the public page that asks for a new password."""

    key: ClassVar[str] = "former_recovery_email"
    despite_suppression = True

    new_email: str
    changed_at: datetime
    reset_link: str
    name: str = ""


MESSAGES = (RecoveryEmailConfirm, RecoveryEmailChanged, FormerRecoveryEmail)
