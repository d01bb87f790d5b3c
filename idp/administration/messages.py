"""The mails about what operators do to an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Message):
    """Sent to the address of an account that an operator made and that has no password yet."""

    key: ClassVar[str] = "account_created"

    link: str
    valid_until: datetime
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class FactorsReset(Message):
    """``reset_link`` is the public page that asks for a new password."""

    key: ClassVar[str] = "factors_reset"

    reset_at: datetime
    reset_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class TemporaryPassword(Message):
    """It does not hold the password, which only the caller hears. ``reset_link`` is the public page that asks for a new
    one.
    """

    key: ClassVar[str] = "temporary_password"

    given_at: datetime
    valid_until: datetime
    reset_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class OperatorInvitation(Message):
    """The one-time link of a new operator. ``host`` is the host name of the issuer."""

    key: ClassVar[str] = "operator_invitation"

    link: str
    valid_until: datetime
    host: str


MESSAGES = (AccountCreated, FactorsReset, TemporaryPassword, OperatorInvitation)
