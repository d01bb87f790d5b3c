"""The mails of invitations."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class InvitedToOrganization(Message):
    """``organization`` and ``inviter`` are names that strangers to the reader have chosen, in a form that carries no
    link; ``inviter`` is empty where an operator invites."""

    key: ClassVar[str] = "organization_invitation"

    organization: str
    inviter: str
    link: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Message):
    """Sent to the address of an account that an operator has created, and that has no password yet."""

    key: ClassVar[str] = "account_created"

    link: str
    valid_until: datetime
    name: str = ""


MESSAGES = (InvitedToOrganization, AccountCreated)
