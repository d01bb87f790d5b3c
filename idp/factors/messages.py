"""The mails about second factors that were added or removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class FactorAdded(RequestedMessage):
    """``factor`` and ``item`` are those of :class:`FactorRemoved`. ``secure_link`` takes the factor away again and
    everything with it: a new password would leave it in place, and a stranger's passkey opens the account by itself.
    Without ``has_codes`` the mail tells of recovery codes that are made next: they have no mail of their own.
    """

    key: ClassVar[str] = "factor_added"

    factor: str
    added_at: datetime
    secure_link: str
    valid_until: datetime
    has_codes: bool = True
    item: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(RequestedMessage):
    """``factor`` is the kind, in the reader's language when it is rendered; ``item`` what the person calls the
    thing, or empty. ``reset_link`` is the public page that asks for a new password.
    """

    key: ClassVar[str] = "factor_removed"

    factor: str
    removed_at: datetime
    reset_link: str
    item: str = ""
    name: str = ""


MESSAGES = (FactorAdded, FactorRemoved)
