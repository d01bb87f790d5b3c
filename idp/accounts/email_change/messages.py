"""The mails about a change of the e-mail address."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import Message, RequestedMessage


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


@dataclass(frozen=True, kw_only=True)
class AddressBySupport(Message):
    """Sent to the address that support was given for an account. It names no account: the address may be mistyped."""

    key: ClassVar[str] = "address_by_support"

    link: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class AddressChangeBySupport(SecurityAlert):
    """Sent to the present address, at the request of a person who may have been another one."""

    key: ClassVar[str] = "address_change_by_support"
    event = lazy_gettext("Change of e-mail address by support")

    new_email: str
    asked_at: datetime
    name: str = ""


MESSAGES = (EmailChangeConfirm, EmailChangeNotice, AddressTaken, AddressBySupport, AddressChangeBySupport)
