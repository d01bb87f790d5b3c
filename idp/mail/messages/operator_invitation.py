"""The mail by which an operator gets in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class OperatorInvitation(Message):
    """The one-time link of a new operator. ``host`` is the host name of the issuer."""

    key: ClassVar[str] = "operator_invitation"

    link: str
    valid_until: datetime
    host: str
