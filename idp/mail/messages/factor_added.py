"""The notice that a second factor was set up."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class FactorAdded(RequestedMessage):
    """``factor`` and ``item`` are those of :class:`FactorRemoved`. ``secure_link`` takes the factor away again and
    everything with it: a new password would leave it in place, and a stranger's passkey opens the account by itself.
    """

    key: ClassVar[str] = "factor_added"

    factor: str
    added_at: datetime
    secure_link: str
    valid_until: datetime
    item: str = ""
    name: str = ""
