"""The mails about the deletion of an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import Message, RequestedMessage

Cause = Literal["person", "password_reset", "email_change_undone", "account_secured"]


@dataclass(frozen=True, kw_only=True)
class DeletionRequested(SecurityAlert, RequestedMessage):
    """``deletion_link`` is the page, behind a sign-in, on which it can be taken back until ``valid_until``."""

    key: ClassVar[str] = "deletion_requested"
    event = lazy_gettext("Account deletion requested")

    requested_at: datetime
    valid_until: datetime
    deletion_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class DeletionCancelled(SecurityAlert, RequestedMessage):
    """``cause`` is what the account stays for: the person said so, or got it back by one of the ways for owners."""

    key: ClassVar[str] = "deletion_cancelled"
    event = lazy_gettext("Account deletion cancelled")

    cancelled_at: datetime
    cause: Cause
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(Message):
    """``register_link`` is the public page that opens a new account; None where people don't register by themselves."""

    key: ClassVar[str] = "account_deleted"

    deleted_at: datetime
    register_link: str | None
    name: str = ""


MESSAGES = (DeletionRequested, DeletionCancelled, AccountDeleted)
