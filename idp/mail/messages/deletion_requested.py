"""The notice that an account will be deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class DeletionRequested(RequestedMessage):
    """``deletion_link`` is the page, behind a sign-in, on which it can be taken back until ``valid_until``."""

    key: ClassVar[str] = "deletion_requested"

    requested_at: datetime
    valid_until: datetime
    deletion_link: str
    name: str = ""
