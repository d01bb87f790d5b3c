"""The notice that the support took all second factors of an account away."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class FactorsReset(Message):
    """``reset_link`` is the public page that asks for a new password."""

    key: ClassVar[str] = "factors_reset"

    reset_at: datetime
    reset_link: str
    name: str = ""
