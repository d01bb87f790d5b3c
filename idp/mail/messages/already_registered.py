"""The mail to somebody who registers a second time."""

from dataclasses import dataclass
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class AlreadyRegistered(RequestedMessage):
    """Sent in place of :class:`ConfirmRegistration` where the address has an account: the page says the same in both
    cases, the owner of the address learns which one it is. ``name`` is the account's, not what was typed just now.
    """

    key: ClassVar[str] = "already_registered"

    sign_in_link: str
    reset_link: str
    name: str = ""
