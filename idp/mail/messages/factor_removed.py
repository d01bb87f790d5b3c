"""The notice that a second factor was taken away."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


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
