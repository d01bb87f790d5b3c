"""The mails about a change of the e-mail address."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class EmailChangeConfirm(RequestedMessage):
    """Sent to the new address. It says which account asks by that account's address, and has no room for a name: the
    reader may be another person, into whose mail no account may put words."""

    key: ClassVar[str] = "email_change_confirm"

    account_email: str
    link: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class EmailChangeNotice(RequestedMessage):
    """Sent to the old address. ``undo_link`` brings it back and works once."""

    key: ClassVar[str] = "email_change_notice"
    despite_suppression = True

    new_email: str
    changed_at: datetime
    undo_link: str
    valid_until: datetime
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AddressTaken(RequestedMessage):
    """Sent in place of :class:`EmailChangeConfirm` where the address has an account: the page says the same in both
    cases. ``name`` is that of the account which has the address."""

    key: ClassVar[str] = "address_taken"

    sign_in_link: str
    reset_link: str
    name: str = ""


MESSAGES = (EmailChangeConfirm, EmailChangeNotice, AddressTaken)
