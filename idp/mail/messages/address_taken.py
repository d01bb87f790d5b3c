"""The mail to somebody whose address is wanted for another account."""

from dataclasses import dataclass
from typing import ClassVar

from idp.mail.messages.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class AddressTaken(RequestedMessage):
    """Sent in place of :class:`EmailChangeConfirm` where the address has an account: the page says the same in both
    cases. ``name`` is that of the account which has the address."""

    key: ClassVar[str] = "address_taken"

    sign_in_link: str
    reset_link: str
    name: str = ""
