"""The mails about agreements."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class ConfirmAgreement(RequestedMessage):
    """The double opt-in: a consent counts once the owner of the address has confirmed it. ``title`` is that of the
    text, in the language in which it was shown."""

    key: ClassVar[str] = "confirm_agreement"

    title: str
    link: str
    valid_until: datetime


MESSAGES = (ConfirmAgreement,)
