"""The mails about second factors that were added or removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class FactorAdded(SecurityAlert, RequestedMessage):
    """``factor`` and ``item`` are those of :class:`FactorRemoved`. The link takes the factor away again: a new password
    would leave it in place, and a stranger's passkey opens the account by itself. Without ``has_codes`` the mail tells
    of recovery codes that are made next: they have no mail of their own.
    """

    key: ClassVar[str] = "factor_added"
    event = lazy_gettext("Second factor added")

    factor: str
    added_at: datetime
    has_codes: bool = True
    item: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(SecurityAlert, RequestedMessage):
    """``factor`` is the kind, in the reader's language when it is rendered; ``item`` what the person calls the thing,
    or empty."""

    key: ClassVar[str] = "factor_removed"
    event = lazy_gettext("Second factor removed")

    factor: str
    removed_at: datetime
    item: str = ""
    name: str = ""


MESSAGES = (FactorAdded, FactorRemoved)
