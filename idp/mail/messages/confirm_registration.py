"""The mail that proves an address."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class ConfirmRegistration(RequestedMessage):
    """Sent to an address that has no account yet. It has no room for the typed name on purpose: whoever registers a
    stranger's address must not be able to put words of his own into that stranger's mail.
    """

    key: ClassVar[str] = "confirm_registration"

    link: str
    code: str
    valid_until: datetime
